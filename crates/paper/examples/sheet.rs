//! A page of running text, an official document and a form, to be looked at: `cargo run -p paper --example sheet OUT`.

use paper::{Block, Check, Day, Fonts, Layout, Paper, Run, Table};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).unwrap_or_else(|| "sheet.pdf".to_owned());
    let fonts = Fonts::in_folders(&Fonts::system_folders());
    let text = "依照《中华人民共和国行政处罚法》第五十七条、第五十九条，本机关决定：给予罚款5000元；逾期不缴纳的，每日按罚款数额的3%加处罚款（加处数额不超过罚款本数）。当事人：𠮷野家·阿卜杜拉，喆、堃、镕、㛃、䶮。";
    let paragraph = |n: usize| Block::Paragraph(vec![Run::plain(text.repeat(n))]);
    let paper = Paper {
        layout: Layout::Official,
        organ: Some("云溪镇人民政府".into()),
        number: Some("云溪罚决〔2023〕5号".into()),
        title: "关于开展安全生产隐患排查整治工作的决定".into(),
        recipient: Some("各村民委员会".into()),
        body: vec![
            Block::Heading(1, vec![Run::plain("一、总体要求")]),
            paragraph(2),
            Block::Heading(2, vec![Run::plain("（一）范围")]),
            paragraph(5),
            Block::Table(Table {
                shares: vec![1, 4, 2],
                head: vec!["序号".into(), "事项".into(), "数量".into()],
                rows: (1..9).map(|n| vec![n.to_string(), "隐患整改".repeat(n), format!("{n}00件")]).collect(),
                centred: vec![true, false, true],
            }),
            paragraph(3),
        ],
        signed: Some("云溪镇人民政府".into()),
        dated: Some("2023年3月1日".into()),
        day: Day { year: 2023, month: 3, day: 1 },
        check: Some(Check {
            says: "云溪镇 云溪罚决〔2023〕5号".into(), caption: "扫码核对记录".into()
        }),
    };
    let layout = match std::env::args().nth(2).as_deref() {
        Some("form") => Layout::Form,
        Some("report") => Layout::Report { english: false },
        _ => Layout::Official,
    };
    let paper = Paper { layout, ..paper };
    let pdf = paper::pdf(&paper, &fonts)?;
    println!("{} pages, archival {}, missing {:?}", pdf.pages, pdf.archival, pdf.missing);
    std::fs::write(format!("{out}.docx"), paper::docx(&paper)?)?;
    std::fs::write(out, pdf.bytes)?;
    Ok(())
}
