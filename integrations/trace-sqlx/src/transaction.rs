//! A transaction: a span from its `BEGIN` to its end.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::time::Instant;

use sqlx::Error;
use trace_runtime::integration::OpenSpan;
use trace_runtime::{SpanId, TraceContract};

use crate::backend::Backend;
use crate::begun::Begun;
use crate::holders::{Held, Holder};
use crate::statement::Parent;
use crate::target::Target;
use crate::traced_connection::{State, TracedConnection};
use crate::untraced::Untraced;
use crate::{log, span};

/// A transaction, which is rolled back when it is dropped without [`commit`](Self::commit).
///
/// Its statements are children of its span if they are sent under the contract that it was
/// begun with; under another, of a function further in, they are children of that one's.
pub struct Transaction<'c, DB: Backend> {
    /// `None` behind its end.
    open: Option<Open<'c, DB>>,
    begun_under: SpanId,
    target: Arc<Target>,
    state: State,
    untraced: Untraced<DB>,
}

struct Open<'c, DB: Backend> {
    // Before the span: what the driver logs as it is dropped belongs to it.
    inner: Begun<'c, DB>,
    span: OpenSpan,
    started: Instant,
    /// Of what it was begun on, unless that is its own.
    outer: Option<&'c mut State>,
    holding: Holding<'c>,
}

/// What a transaction is begun on.
pub(crate) enum Around<'c> {
    /// A connection that it alone has.
    Pool,
    Connection(&'c mut State),
    Transaction(&'c mut State, &'c Holder),
}

/// Who holds the connection.
enum Holding<'c> {
    Itself(Held),
    Outermost(&'c Holder),
}

impl Holding<'_> {
    fn holder(&self) -> &Holder {
        match self {
            Holding::Itself(held) => held.holder(),
            Holding::Outermost(holder) => holder,
        }
    }
}

impl<'c, DB: Backend> Transaction<'c, DB> {
    /// What became of a `BEGIN`.
    pub(crate) fn begun(
        begun: Result<Begun<'c, DB>, Error>,
        open: OpenSpan,
        cx: &TraceContract,
        target: Arc<Target>,
        around: Around<'c>,
    ) -> Result<Self, Error> {
        let inner = match begun {
            Ok(inner) => inner,
            Err(error) => {
                open.enter(|cx| span::record_error(cx, &error, "BEGIN"));
                open.finish(None);
                return Err(error);
            }
        };
        let begun = || Holding::Itself(open.enter(|cx| target.holders.add(cx)));
        let (outer, holding) = match around {
            Around::Pool => (None, begun()),
            Around::Connection(state) => (Some(state), begun()),
            Around::Transaction(state, holder) => (Some(state), Holding::Outermost(holder)),
        };
        Ok(Transaction {
            open: Some(Open {
                inner,
                span: open,
                started: Instant::now(),
                outer,
                holding,
            }),
            begun_under: cx.span_id(),
            target,
            state: State::Usable,
            untraced: Untraced::NEW,
        })
    }

    /// The transaction under a contract: an [`Executor`](sqlx::Executor).
    ///
    /// # Panics
    ///
    /// Never: what ends a transaction takes it.
    pub fn traced<'a>(&'a mut self, cx: &'a TraceContract) -> TracedConnection<'a, DB> {
        let open = self.open.as_mut();
        let Open {
            inner,
            span,
            holding,
            ..
        } = open.expect("what ends a transaction takes it");
        let parent = match cx.span_id() == self.begun_under {
            true => Parent::Transaction(span),
            false => Parent::Contract(cx),
        };
        let holder = Some(holding.holder());
        TracedConnection::new(
            &mut **inner,
            parent,
            cx,
            &self.target,
            &mut self.state,
            holder,
        )
    }

    /// Commits it.
    ///
    /// # Errors
    ///
    /// If the database refuses, or a nested `begin` was dropped before its end: then it is
    /// rolled back.
    pub async fn commit(mut self) -> Result<(), Error> {
        let Some(open) = self.take() else {
            return Ok(());
        };
        let Open {
            inner,
            span,
            outer,
            holding,
            ..
        } = open;
        let _busy = span.enter(|_| holding.holder().busy());
        if let Err(error) = self.state.usable() {
            span.enter(|_| give_up(inner, self.state));
            return ended(span, "rollback", "COMMIT", Err(error));
        }
        let result = span.instrument(whole(outer, inner.commit())).await;
        ended(span, "commit", "COMMIT", result)
    }

    /// Rolls it back; within another, to where it began.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn rollback(mut self) -> Result<(), Error> {
        let Some(open) = self.take() else {
            return Ok(());
        };
        let Open {
            inner,
            span,
            outer,
            holding,
            ..
        } = open;
        let _busy = span.enter(|_| holding.holder().busy());
        if self.state != State::Usable {
            span.enter(|_| give_up(inner, self.state));
            return ended(span, "rollback", "ROLLBACK", Ok(()));
        }
        let result = span.instrument(whole(outer, inner.rollback())).await;
        ended(span, "rollback", "ROLLBACK", result)
    }
}

impl<'c, DB: Backend> Transaction<'c, DB> {
    /// What there is to end. Where it is broken, so is what it was begun on: nobody knows
    /// how far it is rolled back.
    fn take(&mut self) -> Option<Open<'c, DB>> {
        let mut open = self.open.take()?;
        if self.state != State::Usable
            && let Some(outer) = &mut open.outer
        {
            **outer = self.state;
        }
        Some(open)
    }
}

impl<'a, DB: Backend> TracedConnection<'a, DB> {
    /// Begins a transaction; within one, a savepoint.
    ///
    /// Dropped before its end, or refused, it breaks what it was begun on: each later
    /// statement on that fails, a transaction is rolled back, and a connection is closed
    /// rather than given to somebody else. sqlx would end the outer transaction without a
    /// word, and run what follows outside of it.
    ///
    /// # Errors
    ///
    /// If the database refuses.
    pub async fn begin(self) -> Result<Transaction<'a, DB>, Error> {
        self.usable()?;
        *self.state = State::Broken;
        let open = match self.parent {
            Parent::Contract(cx) => span::client(cx, self.target, "transaction"),
            Parent::Transaction(outer) => {
                outer.enter(|cx| span::client(cx, self.target, "transaction"))
            }
        };
        let busy = self.holder.map(|holder| open.enter(|_| holder.busy()));
        let statement = match self.holder {
            None => open.enter(|cx| self.target.begin(cx)),
            Some(_) => None,
        };
        let begun = Begun::on_lent(self.conn, statement);
        let begun = open.instrument(begun).await;
        drop(busy);
        if begun.is_ok() {
            *self.state = State::Usable;
        }
        let around = match self.holder {
            None => Around::Connection(self.state),
            Some(holder) => Around::Transaction(self.state, holder),
        };
        Transaction::begun(begun, open, self.cx, Arc::clone(self.target), around)
    }
}

/// Rolls it back, or closes its connection, which comes to the same.
fn give_up<DB: Backend>(inner: Begun<'_, DB>, state: State) {
    match state.is_lost() {
        true => inner.close(),
        false => drop(inner),
    }
}

/// What must not stop midway, or what is around it is broken.
async fn whole(
    outer: Option<&mut State>,
    work: impl Future<Output = Result<(), Error>>,
) -> Result<(), Error> {
    let Some(outer) = outer else {
        return work.await;
    };
    *outer = State::Broken;
    let result = work.await;
    if result.is_ok() {
        *outer = State::Usable;
    }
    result
}

fn ended(
    span: OpenSpan,
    outcome: &'static str,
    statement: &str,
    result: Result<(), Error>,
) -> Result<(), Error> {
    span.enter(|cx| {
        span::transaction_ended(cx, outcome);
        if let Err(error) = &result {
            span::record_error(cx, error, statement);
        }
    });
    span.finish(None);
    result
}

impl<DB: Backend> Drop for Transaction<'_, DB> {
    fn drop(&mut self) {
        let Some(open) = self.take() else {
            return;
        };
        let Open {
            inner,
            span,
            started,
            holding,
            ..
        } = open;
        span.enter(|cx| {
            let _busy = holding.holder().busy();
            span::transaction_ended(cx, "dropped");
            log::transaction_dropped(started.elapsed());
            give_up(inner, self.state);
        });
        span.finish(None);
    }
}

/// For `&mut *transaction`, which is written where a transaction is meant: it is no
/// executor.
impl<DB: Backend> Deref for Transaction<'_, DB> {
    type Target = Untraced<DB>;

    fn deref(&self) -> &Untraced<DB> {
        &self.untraced
    }
}

impl<DB: Backend> DerefMut for Transaction<'_, DB> {
    fn deref_mut(&mut self) -> &mut Untraced<DB> {
        &mut self.untraced
    }
}

impl<DB: Backend> fmt::Debug for Transaction<'_, DB> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").finish_non_exhaustive()
    }
}
