//! Lists of literals: what looks the same is written once.

use std::ops::Range;

use super::super::lexer::{Kind, Token};

/// The lists that are open where the text ends, the innermost last.
#[derive(Debug, Default)]
pub(super) struct Lists {
    open: Vec<List>,
    /// How many parentheses are open.
    depth: usize,
    /// Which list begins if a parenthesis opens now.
    announced: Option<Form>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// `IN (1, 2)`: items within the parentheses.
    In,
    /// `VALUES (1, 2), (3, 4)`: each item in parentheses of its own.
    Values,
}

#[derive(Debug)]
struct List {
    form: Form,
    /// The parentheses around its items.
    depth: usize,
    /// Where the item begins that is being written.
    item: usize,
    /// Whether that has a literal: others stay, as they were in the text.
    has_literal: bool,
    /// The item that is compared with.
    last: Option<Range<usize>>,
}

impl Lists {
    /// Takes note of a token: any but spaces, comments, parentheses and commas.
    pub(super) fn token(&mut self, token: &Token<'_>) {
        self.end_of_values();
        self.announced = match token.kind {
            Kind::Word if token.text.eq_ignore_ascii_case("IN") => Some(Form::In),
            Kind::Word if token.text.eq_ignore_ascii_case("VALUES") => Some(Form::Values),
            _ => None,
        };
        if matches!(token.kind, Kind::Literal | Kind::Unfinished) {
            for list in &mut self.open {
                list.has_literal = true;
            }
        }
    }

    pub(super) fn open(&mut self, text: &mut String) {
        let begun = self.announced.take().map(|form| List {
            form,
            depth: self.depth + usize::from(form == Form::In),
            item: text.len() + usize::from(form == Form::In),
            has_literal: false,
            last: None,
        });
        self.open.extend(begun);
        self.depth += 1;
        text.push('(');
    }

    pub(super) fn close(&mut self, text: &mut String) {
        self.announced = None;
        self.end_of_values();
        if let Some(list) = self.innermost(Form::In) {
            list.end_item(text);
            self.open.pop();
        }
        self.depth = self.depth.saturating_sub(1);
        text.push(')');
        if let Some(list) = self.innermost(Form::Values) {
            list.end_item(text);
        }
    }

    pub(super) fn comma(&mut self, text: &mut String) {
        self.announced = None;
        if let Some(list) = self.innermost(Form::In) {
            list.end_item(text);
        }
        text.push(',');
        let depth = self.depth;
        if let Some(list) = self.open.last_mut().filter(|it| it.depth == depth) {
            list.item = text.len();
        }
    }

    /// The innermost list, if it is of this form and its items stand where the text ends.
    fn innermost(&mut self, form: Form) -> Option<&mut List> {
        let depth = self.depth;
        let last = self.open.last_mut();
        last.filter(|it| it.depth == depth && it.form == form)
    }

    /// After the rows of `VALUES` comes something else: there is no further row.
    fn end_of_values(&mut self) {
        if self.innermost(Form::Values).is_some() {
            self.open.pop();
        }
    }
}

impl List {
    /// Takes the item back that has just been written, if it looks like the one before.
    fn end_item(&mut self, text: &mut String) {
        let written = &text[self.item..];
        let begins = self.item + (written.len() - written.trim_start().len());
        let item = begins..begins + written.trim().len();
        match &self.last {
            Some(last) if self.has_literal && text[last.clone()] == text[item.clone()] => {
                text.truncate(last.end);
            }
            _ => self.last = Some(item),
        }
        self.item = text.len();
        self.has_literal = false;
    }
}
