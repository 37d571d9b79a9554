//! Every statement, in the words that SQLite and PostgreSQL share.

use super::{Db, Pool};

pub(in crate::store) mod books;
pub(in crate::store) mod charges;
pub(in crate::store) mod journal;
pub(in crate::store) mod keys;
