//! What is recorded is what was named; code of the user's that misbehaves
//! costs its own value only.

use std::fmt;
use std::time::Duration;

use trace_runtime::stats::Counter;
use trace_runtime::{TraceContract, Value, stats, traced};

use crate::check_sync;

#[traced(
    name = "charge card",
    kind = client,
    attributes(order.id = order, twice = 2 * order, shown = %note, debugged = ?note, missing = None::<u64>),
    ret,
)]
fn charge(
    cx: &TraceContract,
    order: u64,
    note: &str,
    #[attribute] paid: bool,
    secret: &str,
) -> usize {
    cx.set_attribute("order.id", 9);
    secret.len()
}

#[test]
fn fields_are_recorded_and_nothing_else() {
    let recording = trace_testing::record_sync("test", |cx| charge(cx, 7, "a b", true, "hunter2"));
    recording.trace.assert_tree(
        r#"
        test
          charge card (client) debugged="\"a b\"" order.id=9 paid=true return=7 shown="a b" twice=14
        "#,
    );
    let span = recording.trace.span("charge card");
    assert_eq!(span.attribute("order.id"), Some(&Value::I64(9)));
    assert_eq!(span.attribute("secret"), None);
    assert!(span.callsite.file().ends_with("attributes.rs"));
}

/// An attribute that is declared and set later is there once, if it is set.
#[test]
fn what_the_body_sets_may_be_declared() {
    #[traced(attributes(rows = _, order.total = _, table))]
    fn load(cx: &TraceContract, table: &str, rows: Option<u64>) {
        if let Some(rows) = rows {
            cx.set_attribute("rows", 0);
            cx.set_attribute("rows", rows);
        }
    }
    check_sync(
        "
        test
          load table=orders
          load rows=3 table=orders
        ",
        |cx| {
            load(cx, "orders", None);
            load(cx, "orders", Some(3));
        },
    );
}

/// In a call, where there is no `%` and no `?`.
#[test]
fn a_call_records_what_is_formatted() {
    let recording = trace_testing::record_sync("test", |cx| {
        cx.set_attribute("wait.ms", Duration::from_millis(1_500).as_millis());
        cx.set_attribute("wait", format_args!("{:?}", Duration::from_millis(1_500)));
        cx.set_attribute("plain", format_args!("as it is"));
    });
    let span = recording.trace.span("test");
    assert_eq!(span.attribute("wait.ms"), Some(&Value::I64(1_500)));
    assert_eq!(span.attribute("wait"), Some(&"1.5s".into()));
    assert_eq!(span.attribute("plain"), Some(&"as it is".into()));
}

#[test]
fn events_and_names_are_recorded_in_order() {
    let recording = trace_testing::record_sync("test", |cx| {
        cx.add_event("first", [("attempt", 1)]);
        cx.add_event("second", [("text", "42")]);
        cx.set_name("renamed");
    });
    recording.trace.assert_tree(
        r#"
        renamed
          * first attempt=1
          * second text="42"
        "#,
    );
}

/// Its `Debug` panics.
struct Broken;

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("half")?;
        panic!("in Debug")
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Err(fmt::Error)
    }
}

#[traced(attributes(before = 1, broken = ?broken, shown = %broken, after = 2))]
fn record_broken(cx: &TraceContract, broken: &Broken) {}

#[test]
fn a_debug_that_panics_costs_its_own_value_only() {
    let before = stats().counter(Counter::AttributePanics);
    let recording = trace_testing::record_sync("test", |cx| record_broken(cx, &Broken));
    recording.trace.assert_tree(
        r#"
        test
          record_broken after=2 before=1 broken=half<panicked> shown=""
        "#,
    );
    assert!(stats().counter(Counter::AttributePanics) > before);
    recording.trace.assert_no_lost_context();
}

/// Its `Debug` is traced itself.
struct Traced<'a>(&'a TraceContract);

#[traced]
fn render(cx: &TraceContract) -> &'static str {
    cx.set_attribute("rendered", true);
    "rendered"
}

impl fmt::Debug for Traced<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(render(self.0))
    }
}

#[traced(attributes(value = ?value))]
fn record_traced(cx: &TraceContract, value: &Traced<'_>) {}

#[test]
fn a_debug_may_open_spans() {
    let recording = trace_testing::record_sync("test", |cx| record_traced(cx, &Traced(cx)));
    recording.trace.assert_tree(
        "
        test
          record_traced value=rendered
          render rendered=true
        ",
    );
}

#[test]
fn of_a_result_what_is_in_its_ok_is_recorded() {
    #[traced(ret)]
    fn value(cx: &TraceContract, fails: bool) -> Result<u64, String> {
        if fails { Err("no".to_owned()) } else { Ok(7) }
    }
    #[traced(ret(debug), err(type))]
    fn debugged(cx: &TraceContract, fails: bool) -> std::io::Result<Vec<u8>> {
        if fails {
            Err(std::io::Error::other("no"))
        } else {
            Ok(vec![1, 2])
        }
    }
    #[traced(ret(display))]
    fn displayed(cx: &TraceContract) -> Result<char, String> {
        Ok('a')
    }
    #[traced(ret)]
    fn optional(cx: &TraceContract) -> Option<u64> {
        Some(7)
    }
    let recording = trace_testing::record_sync("test", |cx| {
        value(cx, false).unwrap();
        value(cx, true).unwrap_err();
        debugged(cx, false).unwrap();
        debugged(cx, true).unwrap_err();
        displayed(cx).unwrap();
        optional(cx).unwrap();
    });
    let returned: Vec<_> = recording
        .trace
        .spans()
        .iter()
        .filter(|span| span.name != "test")
        .map(|span| span.attribute("return").cloned())
        .collect();
    let text = |text: &'static str| Some(Value::from(text));
    let seven = Some(Value::I64(7));
    let expected = [seven.clone(), None, text("[1, 2]"), None, text("a"), seven];
    assert_eq!(returned, expected);
}
