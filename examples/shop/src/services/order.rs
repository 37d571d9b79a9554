//! What gateway and orders tell each other.

use axum::Json;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Product {
    pub(crate) name: String,
    pub(crate) cents: i64,
}

/// What a customer wants.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Order {
    pub(crate) product: String,
    pub(crate) customer: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Placed {
    pub(crate) id: i64,
    pub(crate) state: String,
}

/// An order, or that there is none: to ask for one that is not there is no failure of anybody.
pub(super) type Found = (StatusCode, Json<Option<Placed>>);

pub(super) fn answer(found: Option<Placed>) -> Found {
    let status = match found {
        Some(_) => StatusCode::OK,
        None => StatusCode::NOT_FOUND,
    };
    (status, Json(found))
}
