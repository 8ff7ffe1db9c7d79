//! Every URL of the desk, and for whom it is.

use crate::people::{consoles, county, own, passkeys, sign_in};
use crate::{
    Desk, act, due, entry, figures, files, home, import, lists, matters, papers, phone, record, report,
    search,
};
use ::people::Kind;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use web::access::{OFFICERS, READERS, Routes, Row, Who};

/// Which route is for whom.
pub fn table() -> Vec<Row> {
    all().finish().1
}

/// Every route with its row.
fn all() -> Routes<Desk> {
    const SYSTEM: Who = Who::Kinds(&[Kind::System]);
    const SECURITY: Who = Who::Kinds(&[Kind::Security]);
    const AUDIT: Who = Who::Kinds(&[Kind::Audit]);
    const SUPERVISORS: Who = Who::Kinds(&[Kind::Supervisor]);
    Routes::default()
        .get("/", Who::Everybody, sign_in::first)
        .get("/healthz", Who::Everybody, || async { "ok\n" })
        .get("/assets/style.css", Who::Everybody, style)
        .get("/assets/passkey.js", Who::Everybody, passkeys::script)
        .get("/sign-in", Who::Everybody, sign_in::show)
        .post("/sign-in", Who::Everybody, sign_in::submit)
        .post("/sign-in/demonstration", Who::Everybody, sign_in::demonstrate)
        .post("/sign-in/passkey/options", Who::Everybody, passkeys::ask)
        .post("/sign-in/passkey", Who::Everybody, sign_in::by_passkey)
        .get("/sign-in/code", Who::Everybody, sign_in::show_code)
        .post("/sign-in/code", Who::Everybody, sign_in::submit_code)
        .post("/sign-out", Who::Everybody, sign_in::out)
        .get("/account", Who::Own, own::show)
        .post("/account/sessions", Who::Own, own::end_session)
        .post("/account/password", Who::Own, own::password)
        .get("/account/factor", Who::Own, own::new_factor)
        .post("/account/factor", Who::Own, own::add_factor)
        .post("/account/factor/remove", Who::Own, own::remove_factor)
        .post("/account/passkey/options", Who::Own, passkeys::ask_new)
        .post("/account/passkey", Who::Own, passkeys::add)
        .post("/account/passkey/remove", Who::Own, passkeys::remove)
        .get("/county", SUPERVISORS, county::towns)
        .get("/{town}/admin/system", SYSTEM, consoles::system)
        .post("/{town}/admin/system/add", SYSTEM, consoles::add)
        .post("/{town}/admin/system/disable", SYSTEM, consoles::disable)
        .post("/{town}/admin/system/enable", SYSTEM, consoles::enable)
        .post("/{town}/admin/system/end-sessions", SYSTEM, consoles::end_sessions)
        .get("/{town}/admin/security", SECURITY, consoles::security)
        .post("/{town}/admin/security/code", SECURITY, consoles::give_code)
        .post("/{town}/admin/security/factor", SECURITY, consoles::drop_factor)
        .post("/{town}/admin/security/passkey", SECURITY, consoles::drop_passkey)
        .post("/{town}/admin/security/policy", SECURITY, consoles::choose_policy)
        .get("/{town}/admin/audit", AUDIT, consoles::audit)
        .post("/{town}/admin/audit/verify", AUDIT, consoles::verify)
        .get("/{town}", READERS, home::show)
        .get("/{town}/report/{year}", READERS, report::show)
        .get("/{town}/report/{year}/report.md", READERS, report::as_markdown)
        .get("/{town}/report/{year}/report.pdf", READERS, report::as_pdf)
        .get("/{town}/report/{year}/report.docx", READERS, report::as_docx)
        .get("/{town}/report/{year}/statistics.xlsx", READERS, report::as_xlsx)
        .get("/{town}/figures", READERS, figures::list)
        .get("/{town}/figures.json", READERS, figures::json)
        .get("/{town}/figures/{figure}", READERS, figures::show)
        .get("/{town}/matters", READERS, matters::list)
        .get("/{town}/matters/{id}", READERS, matters::show)
        .get("/{town}/matters/{id}/file.pdf", READERS, papers::file)
        .get("/{town}/matters/{id}/do/{action}", OFFICERS, act::form)
        .post_files("/{town}/matters/{id}/do/{action}", OFFICERS, act::submit)
        .get("/{town}/matters/{id}/files/{file}/{part}", READERS, files::show)
        .get("/{town}/begin/{procedure}/{action}", OFFICERS, act::begin)
        .post_files("/{town}/begin/{procedure}/{action}", OFFICERS, act::submit_begin)
        .get("/assets/phone.js", Who::Everybody, phone::page_script)
        .get("/{town}/phone", OFFICERS, phone::home)
        .get("/{town}/phone/report", OFFICERS, phone::kinds)
        .get("/{town}/phone/report/{procedure}/{action}", OFFICERS, phone::form)
        .post_files("/{town}/phone/report/{procedure}/{action}", OFFICERS, phone::submit)
        .get("/{town}/phone/tasks", OFFICERS, phone::list)
        .get("/{town}/phone/tasks/{id}", OFFICERS, phone::show)
        .get("/{town}/phone/tasks/{id}/{action}", OFFICERS, phone::task_form)
        .post_files("/{town}/phone/tasks/{id}/{action}", OFFICERS, phone::task_submit)
        .get("/{town}/phone/done/{id}", OFFICERS, phone::done)
        .get("/{town}/phone/waiting", OFFICERS, phone::waiting)
        .get("/{town}/phone/call", OFFICERS, phone::call)
        .get("/{town}/phone/shell", OFFICERS, phone::shell)
        .get("/{town}/phone/worker.js", OFFICERS, phone::worker)
        .get("/{town}/lists/{file}", READERS, lists::file)
        .get("/{town}/import", OFFICERS, import::show)
        .post_files("/{town}/import", OFFICERS, import::hand_in)
        .get("/{town}/import/{id}", OFFICERS, import::columns)
        .post("/{town}/import/{id}", OFFICERS, import::keep_columns)
        .get("/{town}/import/{id}/check", OFFICERS, import::check)
        .post("/{town}/import/{id}/run", OFFICERS, import::run_rows)
        .post("/{town}/import/{id}/forget", OFFICERS, import::forget)
        .get("/{town}/import/{id}/mend.xlsx", OFFICERS, import::mend)
        .get("/{town}/import/{id}/reconcile", OFFICERS, import::compared)
        .get("/{town}/import/{id}/reconcile.xlsx", OFFICERS, import::compared_file)
        .get("/{town}/due", READERS, due::show)
        .get("/{town}/search", READERS, search::show)
        .get("/{town}/entries", READERS, entry::show)
        .get("/{town}/record", READERS, record::list)
        .get("/{town}/record/{seq}", READERS, record::show)
        .get("/{town}/record/{seq}/documents/{file}", READERS, papers::document)
}

/// The desk's router.
pub fn router(desk: Desk) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let (routes, _) = all().finish();
    routes
        .fallback(|| async { web::Problem::NotFound(String::new()) })
        .layer(axum::middleware::from_fn_with_state(desk.clone(), crate::visit::framed))
        .layer(axum::middleware::from_fn_with_state(desk.clone(), crate::people::arrival::identify))
        .layer(axum::middleware::from_fn(crate::visit::remember))
        .layer(CsrfLayer::new())
        .layer(DefaultBodyLimit::max(web::upload::FORM_BYTES_MAX))
        .layer(axum::middleware::from_fn(web::upload::patiently))
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
