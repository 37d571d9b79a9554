//! Ids and names as bytes, and as members of lists.

use std::sync::Arc;

use trace_model::{Span, SpanKind, TraceId, Value};

use crate::rollup::{Operation, read_varint, write_varint};

/// `service.name`, `service.version` and `service.instance.id` of a process.
pub(super) type Process = [Arc<str>; 3];

pub(super) fn write_operation(operation: &Operation) -> Vec<u8> {
    let mut out = vec![operation.kind.number()];
    text(&mut out, &operation.service);
    text(&mut out, &operation.name);
    out
}

pub(super) fn read_operation(member: &[u8]) -> Option<Operation> {
    let (kind, mut rest) = member.split_first()?;
    Some(Operation {
        kind: SpanKind::from_number((*kind).into()),
        service: read_text(&mut rest)?,
        name: read_text(&mut rest)?,
    })
}

pub(super) fn process_of(span: &Span) -> Process {
    let value = |key| match span.resource.get(key) {
        Some(Value::Text(text)) => text.clone(),
        _ => "".into(),
    };
    let (version, instance) = (value("service.version"), value("service.instance.id"));
    [span.service(), version, instance]
}

pub(super) fn write_process(process: &Process) -> Vec<u8> {
    let mut out = Vec::new();
    process.iter().for_each(|name| text(&mut out, name));
    out
}

pub(super) fn read_process(mut member: &[u8]) -> Option<Process> {
    let rest = &mut member;
    Some([read_text(rest)?, read_text(rest)?, read_text(rest)?])
}

/// The id that a member of a list begins with.
pub(super) fn trace_id(member: &[u8]) -> Option<TraceId> {
    let bytes = member.first_chunk::<16>()?;
    TraceId::from_u128(u128::from_be_bytes(*bytes))
}

pub(super) fn text(out: &mut Vec<u8>, text: &str) {
    write_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

pub(super) fn read_text(rest: &mut &[u8]) -> Option<Arc<str>> {
    let length = usize::try_from(read_varint(rest)?).ok()?;
    let (text, behind) = rest.split_at_checked(length)?;
    *rest = behind;
    std::str::from_utf8(text).ok().map(Arc::from)
}
