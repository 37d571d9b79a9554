//! Which statement is asked of whom, and under which contract.

use sqlx::SqlStr;
use trace_runtime::integration::OpenSpan;
use trace_runtime::{Key, TraceContract};

use crate::asked::Form;
use crate::holders::Holder;
use crate::span::StatementSpan;
use crate::target::Target;

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
    /// The transaction that it is part of.
    pub(crate) holder: Option<&'a Holder>,
}

impl<'a> Statement<'a> {
    pub(crate) fn start(self) -> StatementSpan<'a> {
        let parent = self.parent;
        StatementSpan::start(
            self.target,
            self.summary,
            self.text,
            self.form,
            self.holder,
            |span| match parent {
                Parent::Contract(cx) => OpenSpan::child_of(cx, span),
                Parent::Transaction(open) => open.enter(|cx| OpenSpan::child_of(cx, span)),
            },
        )
    }
}
