//! The query APIs over HTTP.
