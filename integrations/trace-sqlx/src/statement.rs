//! Which statement is asked of whom, and under which contract.

use std::time::Duration;

use sqlx::SqlStr;
use trace_runtime::integration::OpenSpan;
use trace_runtime::{Key, TraceContract};

use crate::asked::{Asked, Form};
use crate::backend::{Backend, Facts, Server};
use crate::comments::Comments;
use crate::span::StatementSpan;

/// What all statements of a pool have in common.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) facts: Facts,
    pub(crate) server: Server,
    /// Statements that take as long are said to be slow.
    pub(crate) slow: Duration,
    pub(crate) comments: Comments,
    /// Nothing is kept prepared.
    pub(crate) unnamed: bool,
}

impl Target {
    /// Whether statements are sent as they were asked.
    pub(crate) fn sends_as_is(&self) -> bool {
        self.comments.is_off() && !self.unnamed
    }

    /// What is sent of a statement. Called within its span.
    pub(crate) fn prepare<DB: Backend>(&self, asked: Asked<DB>) -> Asked<DB> {
        self.comments.add_to(asked.persisting(!self.unnamed))
    }
}

/// What a statement is a child of.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Parent<'a> {
    Contract(&'a TraceContract),
    /// A transaction that the holder of the contract began.
    Transaction(&'a OpenSpan),
}

/// A statement that has not been sent.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    pub(crate) parent: Parent<'a>,
    pub(crate) target: &'a Target,
    pub(crate) summary: Option<Key>,
    pub(crate) text: SqlStr,
    pub(crate) form: Form,
}

impl<'a> Statement<'a> {
    pub(crate) fn start(self) -> StatementSpan<'a> {
        let parent = self.parent;
        StatementSpan::start(
            self.target,
            self.summary,
            self.text,
            self.form,
            |span| match parent {
                Parent::Contract(cx) => OpenSpan::child_of(cx, span),
                Parent::Transaction(open) => open.enter(|cx| OpenSpan::child_of(cx, span)),
            },
        )
    }
}
