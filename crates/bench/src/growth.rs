//! Figures, report and matter page as the number of matters grows; rebuild of postings.

use crate::{AnyError, town, visitor};
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use deadline::DateTime;
use desk::{Clock, Desk, PAGES};
use door::{Door, Prepared};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tower::ServiceExt;

struct Standing;

impl Clock for Standing {
    fn now(&self) -> DateTime {
        town::now()
    }
}

/// Acts waiting at the writer while the town is filled.
const IN_FLIGHT: usize = 1024;

pub(crate) fn measure(folder: &Path, rulebook: &Path, stops: &[usize]) -> Result<Value, AnyError> {
    let (door, report) = town::open(&folder.join("growth"), rulebook)?;
    let runtime = tokio::runtime::Runtime::new()?;
    let (people, cookie) = visitor::officer(&door.store, "t")?;
    let (mut filled, mut out) = (0, Vec::new());
    for stop in stops {
        let begun = Instant::now();
        fill(&door, filled, *stop)?;
        let seconds = begun.elapsed().as_secs_f64();
        let begun = Instant::now();
        door.index("t", u64::MAX)?;
        let indexing = begun.elapsed().as_secs_f64();
        let desk = Desk {
            door: door.clone(),
            frame: web::Frame::new(PAGES)?,
            clock: Arc::new(Standing),
            report: report.as_str().into(),
            fonts: Arc::new(paper::LazyFonts::default()),
            told: Vec::new().into(),
            demo_year: Some(2023),
            people: people.clone(),
        };
        let page = |path: String| runtime.block_on(timed(&desk, &cookie, &path));
        let matter = format!("/t/matters/{}", town::request(stop / 2).matter);
        // A word of every matter, and one of a single one.
        let (common, rare) = (search("道路"), search(&town::applicant(stop / 2)));
        let postings = rebuild(&door, (*stop).min(20_000))?;
        out.push(json!({
            "matters": stop, "filled_per_s": ((stop - filled) as f64 / seconds).round(),
            "figures_ms": ms(median(|| door.figures("t", 2023).map(drop).map_err(Into::into))?),
            "report_page_ms": ms(page("/t/report/2023".into())?), "matter_page_ms": ms(page(matter)?),
            "matters_list_ms": ms(page("/t/matters?procedure=disclosure-request".into())?),
            "indexed_per_s": ((stop - filled) as f64 / indexing).round(),
            "search_common_ms": ms(page(common)?), "search_rare_ms": ms(page(rare)?),
            "home_ms": ms(page("/t".into())?), "rebuild_records_per_s_per_core": postings.round(),
        }));
        filled = *stop;
    }
    Ok(json!({"measured": "growth", "store": "SQLite", "runs": out}))
}

fn search(asked: &str) -> String {
    format!("/t/search?q={}", press::live::encoded(asked))
}

fn ms(d: Duration) -> f64 {
    (d.as_secs_f64() * 100_000.0).round() / 100.0
}

fn fill(door: &Door, from: usize, to: usize) -> Result<(), AnyError> {
    let mut waiting = std::collections::VecDeque::new();
    for i in from..to {
        match door.prepare(&town::request(i), town::now()).map_err(|e| e.to_string())? {
            Prepared::New(new) => waiting.push_back(door.store.submit(*new)),
            Prepared::Earlier(_) => return Err("a request was there already".into()),
        }
        if waiting.len() >= IN_FLIGHT
            && let Some(first) = waiting.pop_front()
        {
            first.wait()?;
        }
    }
    waiting.into_iter().try_for_each(|t| t.wait().map(drop))?;
    Ok(())
}

/// The middle of 21 measurements.
fn median(mut f: impl FnMut() -> Result<(), AnyError>) -> Result<Duration, AnyError> {
    let mut times = Vec::new();
    for _ in 0..21 {
        let begun = Instant::now();
        f()?;
        times.push(begun.elapsed());
    }
    times.sort();
    Ok(times[10])
}

async fn timed(desk: &Desk, cookie: &str, path: &str) -> Result<Duration, AnyError> {
    let router = desk::router(desk.clone());
    let mut times = Vec::new();
    for _ in 0..21 {
        let mut request = Request::builder().uri(path).header(header::COOKIE, cookie).body(Body::empty())?;
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 9))));
        let begun = Instant::now();
        let response = router.clone().oneshot(request).await?;
        let status = response.status();
        axum::body::to_bytes(response.into_body(), usize::MAX).await?;
        times.push(begun.elapsed());
        if !status.is_success() {
            return Err(format!("{path}: {status}").into());
        }
    }
    times.sort();
    Ok(times[10])
}

/// Records folded and counted again per second, on one core.
fn rebuild(door: &Door, records: usize) -> Result<f64, AnyError> {
    let limit = u32::try_from(records)?;
    let stored = door.store.read(|r| r.scan("t", 0, limit))?;
    let begun = Instant::now();
    for s in &stored {
        let step = kernel::advance(&door.rulebook, None, &s.recorded)?;
        figures::post(&door.rulebook, &step.matter, &s.recorded)?;
    }
    Ok(stored.len() as f64 / begun.elapsed().as_secs_f64())
}
