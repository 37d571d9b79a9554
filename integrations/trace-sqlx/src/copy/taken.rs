//! The connection that a `COPY` takes.

use std::ops::{Deref, DerefMut};

use sqlx::pool::PoolConnection;
use sqlx::{PgConnection, Postgres};

use crate::traced_connection::State;

/// A connection on which a `COPY` is under way: closed unless that came to its end. Nobody
/// knows otherwise what the database sends next: sqlx takes it for the answer to another
/// statement.
pub(super) struct Taken<'a> {
    conn: Conn<'a>,
    is_ended: bool,
}

enum Conn<'a> {
    Own(PoolConnection<Postgres>),
    Lent(&'a mut PgConnection, &'a mut State),
}

impl<'a> Taken<'a> {
    pub(super) fn own(conn: PoolConnection<Postgres>) -> Self {
        Taken {
            conn: Conn::Own(conn),
            is_ended: false,
        }
    }

    /// Whoever lends it closes it if it is lost.
    pub(super) fn lent(conn: &'a mut PgConnection, state: &'a mut State) -> Self {
        *state = State::Lost;
        Taken {
            conn: Conn::Lent(conn, state),
            is_ended: false,
        }
    }

    /// The `COPY` came to its end: other statements may follow.
    pub(super) fn ended(mut self) {
        self.is_ended = true;
        if let Conn::Lent(_, state) = &mut self.conn {
            **state = State::Usable;
        }
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        if let Conn::Own(conn) = &mut self.conn
            && !self.is_ended
        {
            conn.close_on_drop();
        }
    }
}

impl Deref for Taken<'_> {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        match &self.conn {
            Conn::Own(conn) => conn,
            Conn::Lent(conn, _) => conn,
        }
    }
}

impl DerefMut for Taken<'_> {
    fn deref_mut(&mut self) -> &mut PgConnection {
        match &mut self.conn {
            Conn::Own(conn) => conn,
            Conn::Lent(conn, _) => conn,
        }
    }
}
