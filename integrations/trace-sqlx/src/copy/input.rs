//! `COPY … FROM STDIN`.

use std::fmt;
use std::mem;
use std::ops::Deref;

use futures_core::future::BoxFuture;
use self_cell::{MutBorrow, self_cell};
use sqlx::{Error, PgConnection};
use tokio::io::AsyncRead;

use super::span::CopySpan;
use super::taken::Taken;

/// A `COPY … FROM STDIN` under way, until [`finish`](Self::finish) or
/// [`abort`](Self::abort). It ends with the contract that it was begun under at the latest.
///
/// Dropped before, or failed, it closes its connection, and the database keeps none of the
/// rows.
#[must_use = "what is dropped without `finish` closes its connection"]
pub struct PgCopyIn<'a> {
    /// `None` until there is a connection.
    copy: Option<Held<'a>>,
    // Behind it: what the driver logs as it is dropped belongs to the span.
    span: CopySpan<'a>,
    /// Whether each part was sent that was begun.
    is_whole: bool,
}

self_cell!(
    /// A connection, and the `COPY` that borrows it.
    struct Held<'c> {
        owner: MutBorrow<Taken<'c>>,
        #[covariant]
        dependent: Copying,
    }
);

/// How far it is.
enum Copying<'a> {
    Ready(&'a mut PgConnection),
    Begun(sqlx::postgres::PgCopyIn<&'a mut PgConnection>),
    /// On its way from one to the next, perhaps dropped there.
    Between,
}

impl<'a> PgCopyIn<'a> {
    pub(super) async fn begin(
        span: CopySpan<'a>,
        taken: Result<Taken<'a>, Error>,
        text: impl FnOnce() -> String,
    ) -> Result<Self, Error> {
        let mut this = PgCopyIn {
            copy: None,
            span,
            is_whole: true,
        };
        let text = this.span.enter(text);
        let begun = match taken {
            Ok(taken) => {
                let held = Held::new(MutBorrow::new(taken), |taken| {
                    Copying::Ready(taken.borrow_mut())
                });
                let held = this.copy.insert(held);
                this.span.instrument(held.begin(text)).await
            }
            Err(error) => Err(error),
        };
        this.noted(begun)?;
        Ok(this)
    }

    /// Whether text or CSV is expected; binary data otherwise.
    pub fn is_textual(&self) -> bool {
        self.begun().is_some_and(|copy| copy.is_textual())
    }

    /// How many columns are expected.
    pub fn num_columns(&self) -> usize {
        self.begun().map_or(0, |copy| copy.num_columns())
    }

    /// Whether a column is expected as text; binary otherwise.
    ///
    /// # Panics
    ///
    /// If there is no such column.
    pub fn column_is_textual(&self, column: usize) -> bool {
        self.begun()
            .is_some_and(|copy| copy.column_is_textual(column))
    }

    /// Sends a part of the data, which may end in the middle of a row.
    ///
    /// Dropped before its end, nobody knows what was sent: no more can be, nor can it be
    /// finished.
    ///
    /// # Errors
    ///
    /// If the connection fails. That rows are wrong is said by [`finish`](Self::finish).
    pub async fn send(&mut self, data: impl Deref<Target = [u8]>) -> Result<&mut Self, Error> {
        let data = &*data;
        self.part(|copy| Box::pin(async move { copy.send(data).await.map(drop) }))
            .await?;
        Ok(self)
    }

    /// Sends all that is read from `source`.
    ///
    /// # Errors
    ///
    /// If the connection fails, or the source: then the `COPY` can only be dropped or
    /// aborted.
    pub async fn read_from(
        &mut self,
        source: impl AsyncRead + Unpin + Send,
    ) -> Result<&mut Self, Error> {
        self.part(|copy| Box::pin(async move { copy.read_from(source).await.map(drop) }))
            .await?;
        Ok(self)
    }

    /// Ends it without any of the rows. The message stands in the log of the database.
    ///
    /// # Errors
    ///
    /// If the database does not agree; then the connection is closed.
    pub async fn abort(mut self, message: impl Into<String>) -> Result<(), Error> {
        let Some(held) = &mut self.copy else {
            return Err(unfinished());
        };
        let aborted = self.span.instrument(held.abort(message.into())).await;
        self.noted(aborted)?;
        self.span.aborted();
        self.give_back();
        Ok(())
    }

    /// Ends it, and says how many rows there were.
    ///
    /// # Errors
    ///
    /// If a row is wrong, or a part of the data was begun and not sent; then the connection
    /// is closed.
    pub async fn finish(mut self) -> Result<u64, Error> {
        let finished = match &mut self.copy {
            Some(held) if self.is_whole => self.span.instrument(held.finish()).await,
            _ => Err(unfinished()),
        };
        let rows = self.noted(finished)?;
        self.span.finished(Some(rows));
        self.give_back();
        Ok(rows)
    }

    async fn part<'s>(
        &'s mut self,
        work: impl for<'c> FnOnce(&'s mut Begun<'c>) -> BoxFuture<'s, Result<(), Error>>,
    ) -> Result<(), Error> {
        if !mem::replace(&mut self.is_whole, false) {
            return Err(unfinished());
        }
        let Some(held) = &mut self.copy else {
            return Err(unfinished());
        };
        self.span.instrument(held.part(work)).await?;
        self.is_whole = true;
        Ok(())
    }

    fn begun(&self) -> Option<&Begun<'_>> {
        match self.copy.as_ref()?.borrow_dependent() {
            Copying::Begun(copy) => Some(copy),
            _ => None,
        }
    }

    /// What failed ends the span, and takes the connection with it.
    fn noted<T>(&mut self, result: Result<T, Error>) -> Result<T, Error> {
        if let Err(error) = &result {
            self.span.enter(|| self.copy = None);
            self.span.failed(error);
        }
        result
    }

    fn give_back(&mut self) {
        if let Some(held) = self.copy.take() {
            held.into_owner().into_inner().ended();
        }
    }
}

type Begun<'c> = sqlx::postgres::PgCopyIn<&'c mut PgConnection>;

impl Held<'_> {
    fn begin<'s>(&'s mut self, statement: String) -> BoxFuture<'s, Result<(), Error>> {
        self.with_dependent_mut(|_, copy| -> BoxFuture<'s, _> {
            Box::pin(async move {
                if let Copying::Ready(conn) = mem::replace(copy, Copying::Between) {
                    *copy = Copying::Begun(conn.copy_in_raw(&statement).await?);
                }
                Ok(())
            })
        })
    }

    fn part<'s>(
        &'s mut self,
        work: impl for<'c> FnOnce(&'s mut Begun<'c>) -> BoxFuture<'s, Result<(), Error>>,
    ) -> BoxFuture<'s, Result<(), Error>> {
        self.with_dependent_mut(|_, copy| match copy {
            Copying::Begun(copy) => work(copy),
            _ => Box::pin(async { Err(unfinished()) }),
        })
    }

    fn abort<'s>(&'s mut self, message: String) -> BoxFuture<'s, Result<(), Error>> {
        self.with_dependent_mut(|_, copy| -> BoxFuture<'s, _> {
            match mem::replace(copy, Copying::Between) {
                Copying::Begun(copy) => Box::pin(copy.abort(message)),
                _ => Box::pin(async { Err(unfinished()) }),
            }
        })
    }

    fn finish<'s>(&'s mut self) -> BoxFuture<'s, Result<u64, Error>> {
        self.with_dependent_mut(|_, copy| -> BoxFuture<'s, _> {
            match mem::replace(copy, Copying::Between) {
                Copying::Begun(copy) => Box::pin(copy.finish()),
                _ => Box::pin(async { Err(unfinished()) }),
            }
        })
    }
}

fn unfinished() -> Error {
    Error::Protocol(
        "a part of the data for this COPY was dropped before it was sent, or failed, so that it \
         cannot go on: begin anew"
            .to_owned(),
    )
}

impl Drop for PgCopyIn<'_> {
    fn drop(&mut self) {
        self.span.enter(|| self.copy = None);
    }
}

impl fmt::Debug for PgCopyIn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PgCopyIn").finish_non_exhaustive()
    }
}
