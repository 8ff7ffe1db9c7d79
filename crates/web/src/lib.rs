//! What pages share: the frame, who may open which page, wording in two languages, forms made from definitions, refusals, error pages.

pub mod access;
pub mod form;
pub mod frame;
pub mod problem;
pub mod shown;
pub mod upload;
pub mod wording;

pub use frame::Frame;
pub use problem::Problem;
pub use wording::{Language, Wording};
