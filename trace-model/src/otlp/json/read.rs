//! From JSON to protobuf, in one pass.

use super::schema::{Field, Kind, Role, Schema, request};
use crate::json::{self, Fault, JsonError, Lexer, Scalar};
use crate::otlp::entry::Signal;
use crate::otlp::limits::{DEEPEST, Limits, Refused};
use crate::otlp::message::{Message, Open};

/// Writes a request in JSON as the same request in protobuf, for
/// [`Batch::read`](crate::otlp::Batch::read).
///
/// A span that says something impossible, a time of `"yesterday"` say, is refused alone; a
/// resource that does, with all its spans. Of `limits`, depth and length are looked at here.
///
/// ```
/// use trace_model::otlp::{Limits, Signal, json};
///
/// let text = br#"{"resourceSpans": [{"scopeSpans": [{"spans": [{"kind": "server"}]}]}]}"#;
/// let (_, refused) = json::to_protobuf(Signal::Traces, text, &Limits::default())?;
/// assert_eq!(refused.count, 1);
/// assert_eq!(refused.first, "JSON, byte 55: `kind` has no such value");
/// # Ok::<(), json::JsonError>(())
/// ```
///
/// # Errors
///
/// The bytes are no JSON, or the value is no object, so that nothing of it can be taken.
pub fn to_protobuf(
    signal: Signal,
    text: &[u8],
    limits: &Limits,
) -> Result<(Vec<u8>, Refused), JsonError> {
    let text = std::str::from_utf8(text)
        .map_err(|error| JsonError::new(error.valid_up_to(), "what follows is no UTF-8"))?;
    let mut reader = Reader {
        lexer: Lexer::of(text),
        out: Message::default(),
        refused: Refused::default(),
        deepest: limits.depth.min(DEEPEST),
        longest: limits.span_bytes,
        depth: 0,
    };
    let read = reader.message(request(signal));
    read.map_err(|(Fault::Syntax(error) | Fault::Content(error))| error)?;
    reader.lexer.end()?;
    Ok((reader.out.into_bytes(), reader.refused))
}

struct Reader<'a> {
    lexer: Lexer<'a>,
    out: Message,
    refused: Refused,
    deepest: usize,
    /// How long a span may be, in protobuf.
    longest: usize,
    /// In how many values the next one would lie.
    depth: usize,
}

impl Reader<'_> {
    fn message(&mut self, schema: &Schema) -> Result<(), Fault> {
        let at = self.lexer.at();
        if !self.lexer.take(b'{') {
            return Err(self.other(at, "an object belongs here"));
        }
        let is_value = schema.role == Role::Value;
        if is_value && self.depth == self.deepest {
            let limit = self.deepest;
            let what = format!("values within values more than {limit} deep");
            return Err(Fault::content(at, what));
        }
        self.depth += usize::from(is_value);
        let mut is_first = true;
        while let Some(key) = self.lexer.key(&mut is_first)? {
            match schema.fields.iter().find(|field| is_name(&key, field.0)) {
                Some(field) => self.field(field)?,
                None => self.lexer.skip()?,
            }
        }
        self.depth -= usize::from(is_value);
        Ok(())
    }

    /// What is wrong where something else stands: unless it is no JSON at all.
    fn other(&mut self, at: usize, what: &str) -> Fault {
        let rest = self.lexer.clone().skip();
        rest.map_or_else(Fault::Syntax, |()| Fault::content(at, what))
    }

    fn field(&mut self, field: &Field) -> Result<(), Fault> {
        let (name, number, kind) = *field;
        match kind {
            Kind::Many(schema) => self.many(number, schema),
            Kind::One(schema) if self.lexer.peek() != b'n' => {
                let open = self.out.open(number);
                self.message(schema)?;
                self.close(open, schema)
            }
            kind => {
                let at = self.lexer.at();
                let scalar = self.lexer.scalar()?;
                let written = match scalar {
                    Some(Scalar::Null) => Some(()),
                    Some(scalar) => write(&mut self.out, number, kind, &scalar),
                    None => None,
                };
                written.ok_or_else(|| Fault::content(at, format!("`{name}` has no such value")))
            }
        }
    }

    fn many(&mut self, number: u64, schema: &Schema) -> Result<(), Fault> {
        let at = self.lexer.at();
        if !self.lexer.take(b'[') {
            return match self.lexer.scalar()? {
                Some(Scalar::Null) => Ok(()),
                _ => Err(Fault::content(at, "a list belongs here")),
            };
        }
        let mut is_first = true;
        while self.lexer.item(&mut is_first)? {
            self.item(number, schema)?;
        }
        Ok(())
    }

    fn item(&mut self, number: u64, schema: &Schema) -> Result<(), Fault> {
        let (lexer, end) = (self.lexer.clone(), self.out.len());
        let refused = self.refused.count;
        if self.lexer.peek() == b'n' {
            self.lexer.scalar()?;
            // Values have their places in a list, also where there is none.
            if schema.role == Role::Value {
                self.out.message(number, |_| {});
            }
            return Ok(());
        }
        let open = self.out.open(number);
        let read = self.message(schema);
        match read.and_then(|()| self.close(open, schema)) {
            Err(Fault::Content(error)) if matches!(schema.role, Role::Entry | Role::Group) => {
                self.out.truncate(end);
                self.depth = 0;
                self.lexer = lexer;
                let count = self.entries(schema)?;
                if self.refused.first.is_empty() {
                    self.refused.first = error.to_string();
                }
                self.refused.count = refused + count;
                Ok(())
            }
            read => read,
        }
    }

    /// Ends a message, which moves what is in it: nothing long is moved once for each message
    /// that it lies in.
    fn close(&mut self, open: Open, schema: &Schema) -> Result<(), Fault> {
        let length = self.out.len() - open.start();
        let is_short = length <= self.longest;
        if !is_short && !matches!(schema.role, Role::Group | Role::Holder) {
            let limit = self.longest;
            let what = format!("more than {limit} bytes end here");
            return Err(Fault::content(self.lexer.at(), what));
        }
        self.out.close(open);
        Ok(())
    }

    /// Passes over a message, and counts the spans or lines in it.
    fn entries(&mut self, schema: &Schema) -> Result<u64, JsonError> {
        let next = self.lexer.peek();
        if schema.role == Role::Entry || next != b'{' {
            self.lexer.skip()?;
            return Ok(u64::from(schema.role == Role::Entry && next != b'n'));
        }
        self.lexer.take(b'{');
        let (mut count, mut is_first) = (0, true);
        while let Some(key) = self.lexer.key(&mut is_first)? {
            let field = schema.fields.iter().find(|field| is_name(&key, field.0));
            match field {
                Some((_, _, Kind::Many(schema))) if self.lexer.take(b'[') => {
                    let mut is_first = true;
                    while self.lexer.item(&mut is_first)? {
                        count += self.entries(schema)?;
                    }
                }
                _ => self.lexer.skip()?,
            }
        }
        Ok(count)
    }
}

/// Whether a key is a name, or the name in `snake_case`.
fn is_name(key: &str, name: &str) -> bool {
    let mut key = key.bytes();
    name.bytes().all(|byte| match key.next() {
        Some(b'_') => key.next().map(|byte| byte.to_ascii_uppercase()) == Some(byte),
        other => other == Some(byte),
    }) && key.next().is_none()
}

/// Writes also what is zero: in a value, that says that it is there.
fn write(out: &mut Message, number: u64, kind: Kind, scalar: &Scalar<'_>) -> Option<()> {
    let text = match scalar {
        Scalar::Text(text) => Some(&**text),
        _ => None,
    };
    match kind {
        Kind::Text => out.bytes_always(number, text?.as_bytes()),
        Kind::Id(length) => out.bytes_always(number, &json::id(text?, length)?),
        Kind::Bytes => out.bytes_always(number, &json::bytes(text?)?),
        Kind::Bool => match scalar {
            Scalar::Bool(value) => out.varint_always(number, (*value).into()),
            _ => return None,
        },
        Kind::Int => out.varint_always(number, json::whole::<i64>(scalar)? as u64),
        Kind::Count => out.varint_always(number, json::whole::<u32>(scalar)?.into()),
        Kind::Flags => out.fixed32_always(number, json::whole(scalar)?),
        Kind::Time => out.fixed64_always(number, json::whole(scalar)?),
        Kind::Double => out.fixed64_always(number, json::double(scalar)?.to_bits()),
        Kind::Enum(names) => {
            out.varint_always(number, json::number_of(scalar, names)?.into());
        }
        // `null`, which is left out, is the only scalar that stands for a message.
        Kind::One(_) | Kind::Many(_) => return None,
    }
    Some(())
}
