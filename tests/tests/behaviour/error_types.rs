//! What an `Err` of a traced function says, and what `error.type` is.

use std::error::Error;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use trace_runtime::{SpanBuilder, TraceContract, traced};

use crate::check_sync;

#[derive(Debug)]
struct Outer;

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("outer")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&fmt::Error)
    }
}

trait Reason: Error {}
impl Reason for Outer {}

macro_rules! returns {
    ($($name:ident: $error:ty = $made:expr;)*) => {
        $(#[traced]
        fn $name(cx: &TraceContract) -> Result<(), $error> {
            Err($made)
        })*

        /// Every holder of an error: its text, and those of its sources.
        #[test]
        fn sources_are_kept_in_every_holder() {
            let recording = trace_testing::record_sync("test", |cx| {
                $(assert!($name(cx).is_err());)*
            });
            $({
                let event = recording.trace.span(stringify!($name)).event("exception").unwrap();
                let text = event.attribute("exception.message").unwrap().to_string();
                assert_eq!(text, format!("outer: {}", fmt::Error), stringify!($name));
            })*
        }
    };
}

returns! {
    plain: Outer = Outer;
    by_reference: &'static Outer = &Outer;
    dyn_reference: &'static dyn Error = &Outer;
    boxed: Box<Outer> = Box::new(Outer);
    boxed_dyn: Box<dyn Error> = Box::new(Outer);
    boxed_send: Box<dyn Error + Send> = Box::new(Outer);
    boxed_send_sync: Box<dyn Error + Send + Sync> = Box::new(Outer);
    boxed_own_trait: Box<dyn Reason> = Box::new(Outer);
    counted: Rc<Outer> = Rc::new(Outer);
    counted_dyn: Rc<dyn Error> = Rc::new(Outer);
    shared: Arc<Outer> = Arc::new(Outer);
    shared_dyn: Arc<dyn Error> = Arc::new(Outer);
    shared_send_sync: Arc<dyn Error + Send + Sync> = Arc::new(Outer);
    report: anyhow::Error = anyhow::Error::new(Outer);
}

#[derive(Debug)]
struct Unknown<'a>(&'a str);

impl fmt::Display for Unknown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown word {}", self.0)
    }
}

impl Error for Unknown<'_> {}

#[test]
fn an_error_may_borrow_from_a_parameter() {
    #[traced]
    fn own<'a>(cx: &TraceContract, text: &'a str) -> Result<(), Unknown<'a>> {
        Err(Unknown(text))
    }
    #[traced]
    fn boxed<'a>(cx: &TraceContract, text: &'a str) -> Result<(), Box<dyn Error + 'a>> {
        Err(Unknown(text).into())
    }
    #[traced]
    fn sync<'a>(
        cx: &TraceContract,
        text: &'a str,
    ) -> Result<(), Box<dyn Error + Send + Sync + 'a>> {
        Err(Unknown(text).into())
    }
    #[traced]
    async fn later<'a>(
        cx: &TraceContract,
        text: &'a str,
    ) -> Result<(), Box<dyn Error + Send + Sync + 'a>> {
        Err(Unknown(text).into())
    }
    let recording = trace_testing::record_sync("test", |cx| {
        let text = String::from("frob");
        assert!(own(cx, &text).is_err());
        assert!(boxed(cx, &text).is_err());
        assert!(sync(cx, &text).is_err());
        assert!(crate::poll_once(later(cx, &text)).is_ready());
    });
    for name in ["own", "boxed", "sync", "later"] {
        let message = recording.trace.span(name).status().message();
        assert_eq!(message, "unknown word frob", "{name}");
    }
}

#[test]
fn the_users_error_type_stays() {
    #[traced]
    fn set(cx: &TraceContract) -> Result<(), Outer> {
        cx.set_attribute("error.type", "declined");
        Err(Outer)
    }
    #[traced(attributes(error.type = "declined"))]
    fn declared(cx: &TraceContract) -> Result<(), Outer> {
        Err(Outer)
    }
    #[traced(attributes(error.type = None::<&str>))]
    fn absent(cx: &TraceContract) -> Result<(), Outer> {
        Err(Outer)
    }
    #[traced]
    fn after(cx: &TraceContract) -> Result<(), Outer> {
        cx.record_error(&fmt::Error);
        cx.set_attribute("error.type", "declined");
        Err(Outer)
    }
    #[traced]
    fn last(cx: &TraceContract) -> Result<(), Outer> {
        cx.record_error(&fmt::Error);
        Err(Outer)
    }
    let recording = trace_testing::record_sync("test", |cx| {
        let _ = (set(cx), declared(cx), absent(cx), after(cx), last(cx));
        let early = SpanBuilder::named("early").attribute("error.type", "declined");
        cx.span_sync(early, |_| Err::<(), _>(Outer)).unwrap_err();
    });
    let own = "behaviour::error_types::Outer";
    for (name, error_type) in [
        ("set", "declined"),
        ("declared", "declined"),
        ("absent", own),
        ("after", "declined"),
        ("last", own),
        ("early", "declined"),
    ] {
        let span = recording.trace.span(name);
        let said = span.attribute("error.type").map(ToString::to_string);
        assert_eq!(said.as_deref(), Some(error_type), "{name}");
        let of = span
            .attributes
            .iter()
            .filter(|(key, _)| key == "error.type");
        assert_eq!(of.count(), 1, "{name}");
        assert!(span.status().is_error(), "{name}");
    }
}

#[test]
fn a_judge_of_ones_own_leaves_the_type_of_the_error() {
    #[traced(err = |returned| returned.as_ref().err().map(|_| "kept back"))]
    fn result(cx: &TraceContract) -> Result<(), Outer> {
        Err(Outer)
    }
    struct Answer(u16);
    #[traced(err = |answer| (answer.0 >= 500).then(|| format!("answered {}", answer.0)))]
    fn answer(cx: &TraceContract) -> Answer {
        Answer(503)
    }
    check_sync(
        "
        test
          result error.type=behaviour::error_types::Outer [error]
            ! behaviour::error_types::Outer: kept back
          answer error.type=[..]::Answer [error]
            ! [..]::Answer: answered 503
        ",
        |cx| {
            assert!(result(cx).is_err());
            answer(cx);
        },
    );
}

/// A span that has an error and nothing else is written on a way of its own.
#[test]
fn an_error_is_recorded_alike_whatever_else_is() {
    #[traced(attributes(size = text.len()))]
    fn alone(cx: &TraceContract, text: &str) -> Result<(), String> {
        Err(text.to_owned())
    }
    #[traced(attributes(size = text.len()))]
    fn beside(cx: &TraceContract, text: &str) -> Result<(), String> {
        cx.set_name("alone");
        Err(text.to_owned())
    }
    #[traced(attributes(size = text.len()))]
    fn without(cx: &TraceContract, text: &str) -> Result<(), Box<[u8]>> {
        Err(text.as_bytes().into())
    }
    for text in ["", "7 bytes", "8 bytes!", "é", &"é".repeat(5000)] {
        let recording = trace_testing::record_sync("test", |cx| {
            assert!(alone(cx, text).is_err());
            assert!(beside(cx, text).is_err());
            assert!(without(cx, text).is_err());
        });
        let mut spans = recording.trace.spans().iter();
        let [one, other] = [(); 2].map(|()| spans.find(|span| span.name == "alone").unwrap());
        assert_eq!(one.status(), other.status());
        assert_eq!(one.status().message().len(), text.len().min(4096));
        assert_eq!(one.attributes, other.attributes);
        assert_eq!(one.attributes.len(), 2);
        let [of_one, of_other] = [one, other].map(|span| {
            assert_eq!(span.events.len(), 1);
            span.event("exception").unwrap()
        });
        assert_eq!(of_one.attributes, of_other.attributes);
        assert_eq!(of_one.attributes.len(), 2);
        let time = of_one.unix_nanos;
        assert!((one.start_unix_nanos..=one.end_unix_nanos).contains(&time));

        let span = recording.trace.span("without");
        assert!(span.status().is_error() && span.status().message().is_empty());
        assert_eq!(span.event("exception").unwrap().attributes.len(), 1);
    }
}
