//! What is said of the functions in an impl block, a trait or a module.

use super::{errors, expand};

#[test]
fn containers_hold_their_functions_to_the_contract() {
    let source = "#[traced(name = \"x\")]
        impl S {
            async fn one(&self, id: u64) { cx.seal(); }
            fn two(&self) -> impl Future<Output = ()> { ready(()) }
            fn three<'a>(&self) -> Pin<Box<dyn Future<Output = ()> + 'a>> { Box::pin(ready(())) }
            #[no_contract] async fn four(&self, cx: &TraceContract) {}
            #[traced(skip(a))] fn five(&self) {}
            fn six(&self, #[attribute] id: u64) {}
            #[cfg_attr(unix, traced(ret))] fn ten(cx: &Cx) {}
            fn eleven(&self) {}
            #[no_contract] async fn seven(&self) {}
            lazy::static_ref! { static ref A: u8 = 3; }
            #[test] async fn eight() {}
            #[traced::traced] #[traced] fn nine(cx: &Cx) {}
        }";
    let found = errors(expand(source));
    let places: Vec<_> = found.iter().map(|(place, _)| &**place).collect();
    let expected = [
        "name",
        "(&self, id: u64)",
        "(&self)",
        "(&self)",
        "#[no_contract]",
        "skip",
        "(&self)",
        "(&self, #[attribute] id: u64)",
        "#[cfg_attr(unix, traced(ret))]",
        "lazy::static_ref",
        "#[traced]",
    ];
    assert_eq!(places, expected, "{found:?}");
    assert_eq!(
        found[0].1,
        "`name` is for one function: write it in a `#[traced(…)]` on that function, inside"
    );
    assert_eq!(
        found[1].1,
        "`one` is async but takes no contract: add `cx: &TraceContract`, as in \
         `async fn one(&self, cx: &TraceContract, …)`, or mark it `#[no_contract]`"
    );
    assert_eq!(found[4].1, "`four` is traced: remove `#[no_contract]`");
    assert_eq!(
        found[9].1,
        "`#[traced]` cannot see what this macro makes: move it out of here, or write `#[traced]` \
         on each function instead"
    );
}

#[test]
fn trait_items_are_held_to_the_contract() {
    let source = "#[traced]
        trait T {
            fn one(&self, cx: Option<&TraceContract>);
            async fn two(&self);
            #[traced(kind = client)] fn three(&self, cx: &TraceContract, #[attribute] id: u64);
            fn four(&self, cx: &TraceContract) -> u8;
        }";
    let found = errors(expand(source));
    let places: Vec<_> = found.iter().map(|(place, _)| &**place).collect();
    assert_eq!(
        places,
        ["Option<&TraceContract>", "(&self)", "kind", "#[attribute]"]
    );
    assert_eq!(
        found[2].1,
        "`kind` belongs on the implementations: this function has no body for a span to run around"
    );
}

#[test]
fn a_contract_is_found_in_one_request_that_is_owned() {
    let refused = |parameters: &str| {
        let source = format!("#[traced] impl S {{ async fn f({parameters}) {{}} }}");
        errors(expand(&source)).len()
    };
    for found in [
        "&self, request: Request<T>",
        "&self, mut request: tonic::Request<tonic::Streaming<T>>",
        "&self, _: Request<T>",
    ] {
        assert_eq!(refused(found), 0, "{found}");
    }
    for none in [
        "&self, request: &Request<T>",
        "&self, request: Request",
        "a: Request<T>, b: Request<T>",
        "request: Arc<Request<T>>",
        "Wrapped(request): Request<T>",
    ] {
        assert_eq!(refused(none), 1, "{none}");
    }
    // Helpers that are not async stay as they are.
    let source = "#[traced] impl S { fn f(request: Request<T>) -> T { request.into_inner() } }";
    assert!(!expand(source).to_string().contains("trace_tonic"));
    // Another contract comes first.
    let source = "#[traced] async fn f(cx: &TraceContract, request: Request<T>) {}";
    assert!(!expand(source).to_string().contains("trace_tonic"));
}
