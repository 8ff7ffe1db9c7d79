//! Every address of the public screens.

use crate::visit::Visit;
use crate::{
    Portal, consult, disclosure, enforcement, examine, file, guide, home, mine, open_data, published, report,
    search, statement, verify, visit,
};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::csrf::CsrfLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use web::Problem;
use web::upload::FORM_BYTES_MAX;

/// The screens for everyone, each under `/{town}/public`. `alone` adds the way from `/` and an answer for what is not
/// there, for a listener that serves nothing else.
pub fn router(portal: Portal, alone: bool) -> Router {
    let header = |name: HeaderName, value: &'static str| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    let policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    let town = Router::new()
        .route("/", get(home::show))
        .route("/guides", get(guide::list))
        .route("/guides/booklet", get(guide::booklet))
        .route("/guides/item/{item}", get(guide::item))
        .route("/guides/{procedure}", get(guide::show))
        .route("/file", get(file::list))
        .route("/file/{procedure}/{action}", get(file::begin))
        .route(
            "/file/{procedure}/{action}/{draft}/{step}",
            get(file::show).merge(post(file::next).layer(web::upload::limit())),
        )
        .route("/file/{procedure}/{action}/{draft}/picture/{file}/{part}", get(file::picture))
        .route("/mine", get(mine::ask).post(mine::enter))
        .route("/mine/leave", post(mine::leave))
        .route("/mine/{id}", get(mine::show))
        .route("/mine/{id}/other/{wanted}", get(mine::other))
        .route("/mine/{id}/receipt", get(mine::receipt))
        .route("/mine/{id}/receipt.tlog-proof", get(mine::proof_of))
        .route("/mine/{id}/document/{step}/{name}", get(mine::document))
        .route("/mine/{id}/letter/{action}", get(mine::letter))
        .route("/mine/{id}/file/{file}/{part}", get(mine::opened_file))
        .route(
            "/mine/{id}/do/{action}",
            get(mine::form).merge(post(mine::submit).layer(web::upload::limit())),
        )
        .route("/search", get(search::show))
        .route("/published", get(published::all))
        .route("/published/{procedure}", get(published::list))
        .route("/published/matter/{id}", get(published::show))
        .route("/register/{register}", get(published::register))
        .route("/disclosure", get(disclosure::show))
        .route("/enforcement", get(enforcement::before))
        .route("/enforcement/during", get(enforcement::during))
        .route("/enforcement/after", get(enforcement::after))
        .route("/enforcement/officer", get(enforcement::officer))
        .route("/enforcement/flow/{procedure}", get(enforcement::flow))
        .route("/consultations", get(consult::list))
        .route("/consultations/{id}", get(consult::show).post(consult::comment))
        .route("/report", get(report::list))
        .route("/report/{year}", get(report::show))
        .route("/figures/{what}", get(report::figures))
        .route("/verify", get(verify::form).post(verify::submit))
        .route("/statement/{name}", get(statement::show))
        .route("/data", get(open_data::page))
        .route("/data/{file}", get(open_data::file))
        .route("/feed.atom", get(open_data::atom))
        .route("/sitemap.xml", get(open_data::sitemap))
        .route("/{*rest}", any(|| async { Problem::NotFound(String::new()) }))
        .layer(DefaultBodyLimit::max(FORM_BYTES_MAX));
    let slash = |Path(town): Path<String>| async move { Redirect::permanent(&format!("/{town}/public")) };
    // The one page that takes files.
    let check = Router::new()
        .route("/{town}/public/check", get(examine::form).post(examine::submit))
        .layer(DefaultBodyLimit::max(examine::FILE_MAX + FORM_BYTES_MAX));
    let mut all = Router::new()
        .nest("/{town}/public", town)
        .route("/{town}/public/", get(slash))
        .merge(check)
        .route("/assets/public.css", get(style));
    if alone {
        all = all.route("/", get(home::first)).route("/healthz", get(|| async { "ok\n" }));
        all = all.fallback(|| async { Problem::NotFound(String::new()) });
    }
    all.layer(axum::middleware::from_fn_with_state(portal.clone(), framed))
        .layer(axum::middleware::from_fn(visit::remember))
        .layer(CsrfLayer::new())
        .layer(axum::middleware::from_fn(web::upload::patiently))
        .layer(CatchPanicLayer::new())
        .layer(header(header::CONTENT_SECURITY_POLICY, policy))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // A receipt code may stand in the address that a printed code opens: no other site may learn it.
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .with_state(portal)
}

/// Shows a problem in the language of the visit, with the way back to the town it happened in.
async fn framed(State(portal): State<Portal>, visit: Visit, request: Request, next: Next) -> Response {
    let key = request.uri().path().split('/').nth(1).unwrap_or("").to_owned();
    let response = next.run(request).await;
    let Some(problem) = response.extensions().get::<Problem>() else { return response };
    let nowhere = store::Town { key: String::new(), name: String::new(), origin: String::new() };
    let town = match problem {
        Problem::Fault(_) => nowhere,
        _ => portal.town(&key).await.unwrap_or(nowhere),
    };
    let top = portal.top(&visit, &town, "");
    portal.frame.problem(problem, visit.language, top).unwrap_or(response)
}

async fn style() -> impl IntoResponse {
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")];
    (headers, crate::style())
}
