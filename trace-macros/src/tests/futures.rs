//! Which returned types are futures, are something that has one in it, or are none.

use super::{errors, expand};

fn with_contract(returns: &str) -> Vec<String> {
    let source =
        format!("#[traced] fn f<'a>(&'a self, cx: &'a TraceContract) -> {returns} {{ g() }}");
    let source = format!(
        "#[traced] impl S {{ {} }}",
        source.replacen("#[traced]", "", 1)
    );
    errors(expand(&source))
        .into_iter()
        .map(|(_, text)| text)
        .collect()
}

fn without_contract(returns: &str) -> Vec<String> {
    let source = format!("#[traced] impl S {{ fn f(&self) -> {returns} {{ g() }} }}");
    errors(expand(&source))
        .into_iter()
        .map(|(_, text)| text)
        .collect()
}

/// The span runs around it.
const RETURNED: [&str; 6] = [
    "impl Future<Output = u8>",
    "impl std::future::Future<Output = u8> + Send + 'a",
    "Pin<Box<dyn Future<Output = u8> + Send + 'a>>",
    "::core::pin::Pin<Box<dyn ::core::future::Future<Output = u8> + 'a>>",
    "BoxFuture<'a, u8>",
    "futures::future::LocalBoxFuture<'a, u8>",
];

const HIDDEN: [&str; 14] = [
    "Box<dyn Future<Output = u8>>",
    "Box<dyn Future<Output = u8> + Unpin + Send>",
    "impl IntoFuture<Output = u8>",
    "Option<impl Future<Output = u8>>",
    "Result<impl Future<Output = u8>, E>",
    "Result<BoxFuture<'static, u8>, E>",
    "(u8, Pin<Box<dyn Future<Output = u8>>>)",
    "[impl Future<Output = u8>; 2]",
    "Vec<BoxFuture<'static, u8>>",
    "impl Iterator<Item = impl Future<Output = u8>>",
    "Arc<Mutex<dyn Future<Output = u8>>>",
    "Pin<Arc<dyn Future<Output = u8>>>",
    "&'static mut (dyn Future<Output = u8> + Unpin)",
    "impl TryFuture<Ok = u8>",
];

const ASSOCIATED: [&str; 4] = [
    "Self::Future",
    "S::Future",
    "<Self as Service<Request>>::Future",
    "Option<Self::IntoFuture>",
];

const STREAMS: [&str; 3] = [
    "impl Stream<Item = u8>",
    "BoxStream<'static, u8>",
    "Pin<Box<dyn futures::Stream<Item = u8> + Send>>",
];

const NEITHER: [&str; 7] = [
    "JoinHandle<u8>",
    "Option<JoinHandle<u8>>",
    "impl Iterator<Item = u8>",
    "impl Fn(Request) -> BoxFuture<'static, u8>",
    "impl Service<Request, Response = u8, Future = Ready<u8>>",
    "Future",
    "Result<u8, E>",
];

#[test]
fn what_is_returned_is_traced() {
    for returns in RETURNED {
        assert_eq!(with_contract(returns), [""; 0], "{returns}");
    }
    for returns in STREAMS.into_iter().chain(NEITHER) {
        assert_eq!(with_contract(returns), [""; 0], "{returns}");
    }
}

#[test]
fn what_would_run_after_its_span_is_refused() {
    for returns in HIDDEN {
        let found = with_contract(returns);
        let [message] = found.as_slice() else {
            panic!("{returns}: {found:?}");
        };
        assert!(
            message.contains("would end before this future runs"),
            "{message}"
        );
    }
    for returns in ASSOCIATED {
        let found = with_contract(returns);
        let [message] = found.as_slice() else {
            panic!("{returns}: {found:?}");
        };
        assert!(message.contains("mark it `#[no_contract]`"), "{message}");
    }
}

#[test]
fn nothing_async_is_forgotten_in_a_container() {
    let all = RETURNED
        .into_iter()
        .chain(HIDDEN)
        .chain(ASSOCIATED)
        .chain(STREAMS);
    for returns in all {
        let found = without_contract(returns);
        let [message] = found.as_slice() else {
            panic!("{returns}: {found:?}");
        };
        assert!(
            message.contains("is async but takes no contract"),
            "{message}"
        );
    }
    for returns in NEITHER {
        assert_eq!(without_contract(returns), [""; 0], "{returns}");
    }
}

#[test]
fn the_remedy_for_an_async_function_is_async() {
    let text = errors(expand("#[traced] async fn pay(&self, cents: u64) {}"));
    assert!(
        text[0]
            .1
            .contains("as in `async fn pay(&self, cx: &TraceContract, …)`"),
        "{text:?}"
    );
}

#[test]
fn what_is_traced_already_is_refused() {
    let sources = [
        "#[traced] async fn f(cx: &TraceContract) -> u8 { g(cx) }",
        "#[traced(attributes(x))] fn f(cx: &TraceContract, x: u8) -> Result<u8, ()> { g(cx) }",
        "#[traced(root as cx)] fn f() { #![allow(unused)] g(cx) }",
        "#[traced(cx = self.sealed as cx)] fn f(&mut self) { g(cx) }",
        "#[traced] fn f(cx: &TraceContract) -> impl Future<Output = u8> { async move { 7 } }",
        "#[traced] fn f(cx: &TraceContract) -> BoxFuture<'_, u8> { std::boxed::Box::pin(g(cx)) }",
    ];
    for source in sources {
        let once = expand(source).to_string();
        for twice in [
            format!("#[traced] {once}"),
            format!("#[traced] impl S {{ {once} }}"),
        ] {
            let found = errors(expand(&twice));
            let [(_, message)] = found.as_slice() else {
                panic!("{twice}: {found:?}");
            };
            assert!(message.contains("this function has its span"), "{message}");
        }
    }
}
