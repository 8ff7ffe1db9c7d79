//! Writes a hotline ledger as a county platform exports it: `cargo run -p ledger --example hotline_ledger -- 200 out.xlsx`.
//! A third argument `faulty` puts a mistake into every tenth row; a name that ends in `.csv` gives GB 18030 text.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::error::Error;

const HEADER: [&str; 12] = [
    "序号",
    "工单编号",
    "派单时间",
    "来电人",
    "联系方式",
    "所在村(社区)",
    "诉求内容",
    "诉求类别",
    "是否紧急",
    "答复时间",
    "答复内容",
    "备注",
];
const VILLAGES: [&str; 5] = ["云上村", "溪头村", "石桥村", "柳湾村", "北塬村"];
const MATTERS: [(&str, &str); 6] = [
    ("村口路灯不亮，晚上出行不便", "一般诉求"),
    ("咨询医保缴费在哪里办", "咨询"),
    ("邻居夜间施工噪声扰民", "一般诉求"),
    ("河道边堆放垃圾无人清理", "一般诉求"),
    ("宅基地边界与邻居有争议", "复杂诉求"),
    ("咨询老年卡办理需要什么材料", "咨询"),
];

struct Row {
    day: (u16, u8, u8),
    hour: u16,
    cells: [String; 12],
}

fn row(n: usize, faulty: bool) -> Row {
    let (what, class) = MATTERS[n % MATTERS.len()];
    let (month, day) = (u8::try_from(n / 25 % 12 + 1).unwrap_or(1), u8::try_from(n % 25 + 1).unwrap_or(1));
    let mut cells = [
        (n + 1).to_string(),
        format!("YX2023{:05}", n + 1),
        format!("2023-{month:02}-{day:02} 09:30"),
        format!("来电人{}", n + 1),
        format!("1380000{:04}", n % 10_000),
        VILLAGES[n % VILLAGES.len()].to_owned(),
        what.to_owned(),
        class.to_owned(),
        if n % 40 == 39 { "是" } else { "否" }.to_owned(),
        format!("2023年{month}月{}日", day + 2),
        "已联系来电人并处理完毕".to_owned(),
        if n.is_multiple_of(17) { "=来电人要求回电" } else { "" }.to_owned(),
    ];
    if faulty && n % 10 == 9 {
        match n / 10 % 4 {
            0 => cells[7] = "投诉".to_owned(),
            1 => cells[2] = "2023-02-30".to_owned(),
            2 => cells[3] = String::new(),
            _ => cells[8] = "不清楚".to_owned(),
        }
    }
    Row { day: (2023, month, day), hour: 9, cells }
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().unwrap_or_else(|| "200".to_owned()).parse()?;
    let path = args.next().unwrap_or_else(|| "ledger.xlsx".to_owned());
    let faulty = args.next().is_some_and(|a| a == "faulty");
    let rows: Vec<Row> = (0..count).map(|n| row(n, faulty)).collect();
    if path.ends_with(".csv") {
        let mut text = String::from("云溪镇12345热线工单台账\r\n");
        for cells in std::iter::once(HEADER.map(str::to_owned)).chain(rows.iter().map(|r| r.cells.clone())) {
            text += &(cells.join(",") + "\r\n");
        }
        std::fs::write(path, encoding_rs::GB18030.encode(&text).0)?;
        return Ok(());
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 11, "云溪镇12345热线工单台账", &Format::new().set_bold())?;
    sheet.write_string(1, 0, "填报单位：县12345平台")?;
    for (c, title) in (0_u16..).zip(HEADER) {
        sheet.write_string(2, c, title)?;
    }
    let moment = Format::new().set_num_format("yyyy/m/d h:mm");
    for (at, row) in (3_u32..).zip(&rows) {
        for (c, text) in (0_u16..).zip(&row.cells) {
            if c == 0 {
                sheet.write_number(at, c, f64::from(at - 2))?;
            } else if c == 2 && text.ends_with("09:30") {
                let (year, month, day) = row.day;
                let when = ExcelDateTime::from_ymd(year, month, day)?.and_hms(row.hour, 30, 0)?;
                sheet.write_datetime_with_format(at, c, &when, &moment)?;
            } else if !text.is_empty() {
                sheet.write_string(at, c, text)?;
            }
        }
    }
    sheet.write_string(u32::try_from(rows.len())? + 3, 0, "合计")?;
    book.save(path)?;
    Ok(())
}
