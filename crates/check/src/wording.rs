//! Doubled characters and the usual slips of the pen. A class of its own: never a contradiction.

use crate::scan::{Page, Sieve, words::firsts};

/// A slip: where it stands, and what was meant; empty where something merely stands twice.
pub(crate) struct Slip {
    pub(crate) place: (usize, usize),
    pub(crate) meant: &'static str,
}

/// Words that are written for others so often that a reader should look; each wrong in any text of an office.
#[rustfmt::skip]
const SLIPS: [(&str, &str); 39] = [
    ("合法权力", "合法权益"), ("行使行政权利", "行使行政权力"), ("行政权利运行", "行政权力运行"), ("公民权力", "公民权利"),
    ("权利清单和责任清单", "权力清单和责任清单"), ("权责清单清单", "权责清单"), ("权利下放", "权力下放"), ("简政放全", "简政放权"),
    ("法制政府", "法治政府"), ("依法制国", "依法治国"), ("法治审核", "法制审核"), ("截止目前", "截至目前"), ("截止到目前", "截至目前"),
    ("反应问题", "反映问题"), ("反应的问题", "反映的问题"), ("布署", "部署"), ("按装", "安装"), ("即使整改", "及时整改"),
    ("既时", "即时"), ("座落", "坐落"), ("帐务", "账务"), ("报帐", "报账"), ("渡过难关", "度过难关"), ("再接再励", "再接再厉"),
    ("一如继往", "一如既往"), ("迫不急待", "迫不及待"), ("不径而走", "不胫而走"), ("行政执罚", "行政处罚"), ("行政处法", "行政处罚"),
    ("复仪", "复议"), ("行政覆议", "行政复议"), ("公布与众", "公布于众"), ("侯补", "候补"), ("竟争", "竞争"), ("竟赛", "竞赛"),
    ("凋解", "调解"), ("矛盾纠份", "矛盾纠纷"), ("综和治理", "综合治理"), ("民生热钱", "民生热线"),
];

static FIRSTS: [char; SLIPS.len()] = firsts(&SLIPS);

static SIEVE: Sieve = {
    let mut sieve = Sieve::empty();
    let mut k = 0;
    while k < SLIPS.len() {
        sieve = sieve.with(SLIPS[k].0);
        k += 1;
    }
    sieve
};

/// Finds slips in one pass.
pub(crate) fn find(page: &Page) -> Vec<Slip> {
    let mut found = Vec::new();
    let mut i = 0;
    while i < page.len() {
        let c = page.at(i);
        let again = page.at(i + 1) == c || page.at(i + 2) == c;
        if (again || SIEVE.holds(c)) && (u32::from(c) >= 0x2000 || matches!(c, ',' | ';' | ':')) {
            let slip = || FIRSTS.iter().zip(&SLIPS).find(|(first, (w, _))| **first == c && page.is(i, w));
            if let Some((_, (wrong, meant))) = SIEVE.holds(c).then(slip).flatten() {
                let end = i + wrong.chars().count();
                found.push(Slip { place: (i, end), meant });
                i = end;
                continue;
            }
            if let Some(end) = doubled(page, i, c) {
                found.push(Slip { place: (i, end), meant: "" });
                i = end;
                continue;
            }
        }
        i += 1;
    }
    found
}

/// The end of what stands twice at `i`: ，， 的的 开展开展.
fn doubled(page: &Page, i: usize, c: char) -> Option<usize> {
    let next = page.at(i + 1);
    if c == next {
        let mark = matches!(c, ',' | '。' | '、' | ';' | ':') && page.at(i + 2) != c;
        let particle =
            matches!(c, '的' | '在' | '为' | '和' | '与' | '对' | '及' | '由' | '于') && page.at(i + 2) != c;
        let word = matches!(page.at(i + 2), '确' | '士') && c == '的';
        let name = matches!(page.before(i), '的' | '目');
        return ((mark && page.before(i) != c) || (particle && !word && !name)).then_some(i + 2);
    }
    let han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    if page.at(i + 2) != c || page.at(i + 3) != next || !han(c) || !han(next) {
        return None;
    }
    // 一个一个, 逐项逐项; 研究研究 and the like are spoken, offices write them by mistake.
    let counted =
        matches!(c, '一' | '逐' | '两' | '每' | '挨' | '层' | '多' | '越') || crate::quantity::is_numeral(c);
    (!counted
        && page.at(i + 4) != c
        && matches!(
            next,
            '展' | '强'
                | '进'
                | '实'
                | '织'
                | '导'
                | '行'
                | '成'
                | '高'
                | '善'
                | '护'
                | '立'
                | '理'
                | '查'
                | '训'
                | '传'
                | '务'
                | '作'
                | '政'
                | '府'
                | '法'
                | '治'
        ))
    .then_some(i + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slips(text: &str) -> Vec<(usize, usize)> {
        find(&Page::new(text)).iter().map(|s| s.place).collect()
    }

    #[test]
    fn slips_are_found_and_usual_doublings_left() {
        assert_eq!(slips("保障当事人的合法权力，，依法"), vec![(6, 10), (10, 12)]);
        assert_eq!(slips("扎实开展开展普法"), vec![(2, 6)]);
        assert_eq!(slips("建设的的法治"), vec![(2, 4)]);
        for text in ["一项一项落实", "的的确确", "目的的实现", "……", "法治政府", "权力清单", "层层落实"]
        {
            assert_eq!(slips(text), vec![], "{text}");
        }
    }
}
