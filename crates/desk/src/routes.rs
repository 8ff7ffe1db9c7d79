//! Every URL of the desk.

use crate::{Desk, act, due, entry, figures, home, lists, matters, papers, record, report};
use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

/// A form is never larger.
const BODY_BYTES_MAX: usize = 256 * 1024;

/// The desk's router.
pub fn router(desk: Desk) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    Router::new()
        .route("/", get(home::first))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/assets/style.css", get(style))
        .route("/{town}", get(home::show))
        .route("/{town}/report/{year}", get(report::show))
        .route("/{town}/report/{year}/report.md", get(report::as_markdown))
        .route("/{town}/report/{year}/report.pdf", get(report::as_pdf))
        .route("/{town}/report/{year}/report.docx", get(report::as_docx))
        .route("/{town}/report/{year}/statistics.xlsx", get(report::as_xlsx))
        .route("/{town}/figures", get(figures::list))
        .route("/{town}/figures.json", get(figures::json))
        .route("/{town}/figures/{figure}", get(figures::show))
        .route("/{town}/matters", get(matters::list))
        .route("/{town}/matters/{id}", get(matters::show))
        .route("/{town}/matters/{id}/file.pdf", get(papers::file))
        .route("/{town}/matters/{id}/do/{action}", get(act::form).post(act::submit))
        .route("/{town}/begin/{procedure}/{action}", get(act::begin).post(act::submit_begin))
        .route("/{town}/lists/{file}", get(lists::file))
        .route("/{town}/due", get(due::show))
        .route("/{town}/entries", get(entry::show))
        .route("/{town}/record", get(record::list))
        .route("/{town}/record/{seq}", get(record::show))
        .route("/{town}/record/{seq}/documents/{file}", get(papers::document))
        .fallback(|| async { web::Problem::NotFound(String::new()) })
        .layer(axum::middleware::from_fn_with_state(desk.clone(), crate::visit::framed))
        .layer(axum::middleware::from_fn(crate::visit::remember))
        .layer(CsrfLayer::new())
        .layer(RequestBodyLimitLayer::new(BODY_BYTES_MAX))
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::SERVICE_UNAVAILABLE,
            Duration::from_secs(30),
        ))
        .layer(CatchPanicLayer::new())
        .layer(header(header::CONTENT_SECURITY_POLICY, policy))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .with_state(desk)
}

async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, web::frame::STYLE)
}
