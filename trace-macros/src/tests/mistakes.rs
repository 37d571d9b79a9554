//! What is said of each mistake, and what it underlines.

use super::{errors, expand};
use crate::manifest::{Crates, Name};

#[track_caller]
pub(super) fn check(source: &str, expected: &[(&str, &str)]) {
    let expansion = expand(source);
    let actual = errors(expansion.clone());
    let actual: Vec<_> = actual
        .iter()
        .map(|(place, text)| (&**place, &**text))
        .collect();
    assert_eq!(actual, expected, "of: {source}");
    // Whatever stays must be known to rustc.
    let text = expansion.to_string();
    for ours in ["# [attribute", "# [contract", "# [no_contract"] {
        assert!(!text.contains(ours), "`{ours}` is left in: {text}");
    }
}

#[test]
fn a_function_without_a_contract() {
    check(
        "#[traced] fn pay(&self, cents: u64) {}",
        &[(
            "(&self, cents: u64)",
            "`pay` is traced but takes no contract: add `cx: &TraceContract`, as in \
             `fn pay(&self, cx: &TraceContract, …)`; an entry point begins a trace with \
             `#[traced(root as cx)]`",
        )],
    );
    check(
        "#[traced] async fn main() {}",
        &[(
            "()",
            "`main` is traced but takes no contract: begin a trace with `#[traced(root as cx)]`",
        )],
    );
}

/// One mistake, one error, and the remedy is the parameter that is there.
#[test]
fn a_sealed_contract_that_is_not_marked() {
    check(
        "#[traced] fn pay(job: &Job, sealed: &trace_runtime::SealedContract) {}",
        &[(
            "(job: &Job, sealed: &trace_runtime::SealedContract)",
            "`pay` is traced but takes no contract: mark the one that it has, \
             `#[contract] sealed: SealedContract`",
        )],
    );
    let found = errors(expand(
        "#[traced(parent = sealed)] fn pay(sealed: SealedContract) {}",
    ));
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, "parent");
}

#[test]
fn a_contract_of_the_wrong_shape() {
    let cases = [
        (
            "#[traced] fn f(_: &TraceContract) {}",
            "_",
            "a contract needs a name, by which the body reaches its own span: write `cx`",
        ),
        (
            "#[traced] fn f(mut cx: &TraceContract) {}",
            "mut cx",
            "a contract is never changed: write `cx`, not `mut cx`",
        ),
        (
            "#[traced] async fn f(Inbound(cx): Inbound) {}",
            "Inbound(cx)",
            "a contract is not taken apart: write `cx`",
        ),
        (
            "#[traced] fn f(cx: Option<&TraceContract>) {}",
            "Option<&TraceContract>",
            "a contract is required, not optional: take `&TraceContract`; a caller that has none \
             begins a trace with `trace_runtime::run`",
        ),
        (
            "#[traced] fn f(cx: Option<trace_tower::Inbound>) {}",
            "Option<trace_tower::Inbound>",
            "a contract is required, not optional: take `Inbound`",
        ),
        (
            "#[traced] fn f(cx: Arc<TraceContract>) {}",
            "Arc<TraceContract>",
            "a contract cannot be kept inside of another type: take `&TraceContract`, or keep a \
             `SealedContract`",
        ),
        (
            "#[traced] fn f(cx: &mut TraceContract) {}",
            "&mut TraceContract",
            "a contract is lent as `&TraceContract`, never as `&mut`: it needs no `mut` to record",
        ),
        (
            "#[traced] fn f(cx: trace_runtime::TraceContract) {}",
            "trace_runtime::TraceContract",
            "a contract is never owned, so that it cannot outlive its span: take \
             `&TraceContract`, or a `SealedContract` to keep one",
        ),
        (
            "#[traced] fn f(cx: &TraceContract, other: &Cx) {}",
            "other",
            "a second contract, but a span has one parent: take a `SpanContext`, and link to it \
             with `cx.add_link(…)`",
        ),
        (
            "#[traced] fn f(#[cfg(unix)] cx: &TraceContract) {}",
            "cx",
            "the contract cannot depend on a `cfg`: put it on the whole function",
        ),
        (
            "#[traced] fn f(#[contract] &self) {}",
            "#[contract]",
            "`self` cannot be rebound: write `#[traced(cx = self as cx)]`",
        ),
    ];
    for (source, place, message) in cases {
        check(source, &[(place, message)]);
    }
}

#[test]
fn what_looks_like_a_contract_and_is_none() {
    let cases = [
        "#[traced] fn f(cx: &TraceContract, each: impl Fn(&TraceContract)) {}",
        "#[traced] fn f(cx: &TraceContract, each: Box<dyn Fn(&TraceContract)>) {}",
        "#[traced] fn f(cx: &TraceContract, gpu: Cx<u8>, more: Option<SealedContract>) {}",
        "#[traced] mod m { fn f(cx: &Context<'_>) {} const fn g() {} }",
    ];
    for source in cases {
        check(source, &[]);
    }
}

#[test]
fn a_contract_from_elsewhere() {
    let cases = [
        (
            "#[traced(root)] fn f() {}",
            "root",
            "give the contract of the new trace a name for the body to use: `root as cx`",
        ),
        (
            "#[traced(cx = self.cx())] fn f(&self) {}",
            "self.cx()",
            "give the contract of this function's span a name for the body to use: \
             `cx = self.cx() as cx`",
        ),
        (
            "#[traced(cx)] fn f(&self) {}",
            "cx",
            "write `cx = expression as cx`",
        ),
        (
            "#[traced(root as cx, cx = self.cx as cx)] fn f(&self) {}",
            "cx",
            "`cx` and `root` exclude each other: a span has one parent, or none",
        ),
        (
            "#[traced(root as top)] fn f(cx: &TraceContract) {}",
            "top",
            "`f` has a contract already, its parameter `cx`: remove this option or the parameter",
        ),
    ];
    for (source, place, message) in cases {
        check(source, &[(place, message)]);
    }
}

/// An error about `option` in `#[traced(option)] fn f(cx: &TraceContract) {}`.
#[track_caller]
fn check_option(option: &str, place: &str, message: &str) {
    let source = format!("#[traced({option})] fn f(cx: &TraceContract, user: &User) {{}}");
    check(&source, &[(place, message)]);
}

#[test]
fn options_that_are_none() {
    let nothing =
        "nothing is recorded unless it is named, so there is nothing to skip: remove this";
    let no_option = |word: &str, remedy: &str| {
        let message = format!("`{word}` is no option of `#[traced]`: {remedy}");
        check_option(&format!("{word} = 3"), word, &message);
    };
    no_option("skip_all", nothing);
    no_option("kinds", "did you mean `kind`?");
    no_option("nmae", "did you mean `name`?");
    no_option(
        "verbosity",
        "the options are `name`, `kind`, `attributes`, `cx`, `root`, `err`, `ret`, `allow`, `crate`",
    );
    no_option(
        "parent",
        "the parent is the contract that the function takes; write `cx = expression as cx` for \
         one that is not a parameter",
    );
    no_option(
        "level",
        "a span has no level, whether a trace is recorded is up to the sampler: remove this",
    );
    no_option(
        "target",
        "the target of a span is its module; use `name = \"…\"` to tell spans apart",
    );
    check_option(
        "skip(user, f::<A, B>())",
        "skip",
        &format!("`skip` is no option of `#[traced]`: {nothing}"),
    );
    check_option("\"load\"", "\"load\"", "write `name = \"load\"`");
}

#[test]
fn options_of_the_wrong_form() {
    check_option("name", "name", "write `name = \"…\"`");
    check_option("name = ", "name", "write `name = \"…\"`");
    check_option(
        "name = format!(\"{user}\")",
        "format!(\"{user}\")",
        "the name of a span is a string literal; what varies belongs in `attributes(…)`",
    );
    check_option("name = \"\"", "\"\"", "a span needs a name");
    check_option("kind = \"server\"", "\"server\"", "write `kind = server`");
    check_option(
        "kind = SpanKind::Client",
        "SpanKind::Client",
        "write `kind = client`",
    );
    check_option(
        "kind = rpc",
        "rpc",
        "no kind of span: write one of `internal`, `server`, `client`, `producer`, `consumer`",
    );
    check_option(
        "err(Debug)",
        "Debug",
        "the `Display` text of an error is recorded without being asked for: write `err(type)` to \
         leave it out, or `err = |returned| …` for another",
    );
    check_option("ret(json)", "json", "write `display` or `debug`");
    check_option(
        "ret(debug, level = x)",
        ",",
        "unexpected, nothing follows here",
    );
    check_option("allow", "allow", "write `allow(raw_spawn)`");
    check_option(
        "allow(unused)",
        "unused",
        "`unused` cannot be allowed here, only `raw_spawn` can",
    );
    check_option(
        "crate = \"my::trace\"",
        "\"my::trace\"",
        "write the path without quotes: `crate = my::trace`",
    );
    check_option("ret, ret", "ret", "`ret` is given twice");
    check_option("ret err", "err", "expected a comma");
}

#[test]
fn attributes() {
    check_option(
        "attributes(order)",
        "order",
        "`f` has no parameter `order`, its parameters are `cx`, `user`: write `order = expression`, or \
         `order = _` for one that the body sets",
    );
    check_option(
        "attributes(rows = %_)",
        "_",
        "`_` is for a value that the body sets, and takes neither `%` nor `?`: write `key = _`",
    );
    check_option(
        "attributes(user, user = 3)",
        "user",
        "the attribute `user` is given twice",
    );
    check_option("attributes(\"\" = 3)", "\"\"", "an attribute needs a key");
    check_option(
        "attributes",
        "attributes",
        "write `attributes(key = expression, parameter)`",
    );
    check_option(
        "attributes(%user)",
        "%",
        "the mark goes before the value: `key = %expression`",
    );
    check(
        "#[traced] fn f(cx: &TraceContract, #[attribute] (a, b): (u8, u8)) {}",
        &[(
            "#[attribute]",
            "only a parameter with a name of its own is an attribute: write \
             `#[traced(attributes(key = expression))]`",
        )],
    );
    check(
        "#[traced] fn f(cx: &TraceContract, #[cfg(unix)] #[attribute] a: u8) {}",
        &[(
            "#[attribute]",
            "an attribute cannot depend on a `cfg`: record it in the body, with `cx.set_attribute(…)`",
        )],
    );
    check(
        "#[traced] fn f(cx: &TraceContract, #[attribute(nam = \"b\")] a: u8) {}",
        &[("nam", "write `name = \"…\"`, `display` or `debug`")],
    );
}

#[test]
fn all_mistakes_in_one_compile() {
    let source = "#[traced(level = 1, kind = rpc, attributes(a, b = , c))]
        const fn f(cx: &mut TraceContract) { tokio::spawn(g()) }";
    let places: Vec<_> = errors(expand(source))
        .into_iter()
        .map(|(place, _)| place)
        .collect();
    let expected = [
        "level",
        "rpc",
        ",",
        "const",
        "&mut TraceContract",
        "a",
        "c",
        "tokio::spawn",
    ];
    assert_eq!(places, expected);
}

#[test]
fn raw_spawns() {
    let cases = [
        (
            "tokio::spawn(a())",
            "tokio::spawn",
            "cx.spawn(\"name\", async move |cx| …)",
        ),
        (
            "::tokio::task::spawn_blocking(a)",
            "::tokio::task::spawn_blocking",
            "cx.spawn_blocking(\"name\", move |cx| …)",
        ),
        (
            "task::spawn_local(a())",
            "task::spawn_local",
            "cx.spawn_local(\"name\", async move |cx| …)",
        ),
        (
            "std::thread::spawn(a)",
            "std::thread::spawn",
            "cx.spawn_thread(\"name\", move |cx| …)",
        ),
        (
            "thread::Builder::new().spawn(a)",
            "thread::Builder",
            "cx.spawn_thread(\"name\", move |cx| …)",
        ),
        (
            "x.map(tokio::spawn)",
            "tokio::spawn",
            "cx.spawn(\"name\", async move |cx| …)",
        ),
        (
            "select! { _ = f(|| smol::spawn(a())) => {} }",
            "smol::spawn",
            "cx.spawn(\"name\", async move |cx| …)",
        ),
        (
            "if b { rayon::spawn(a) }",
            "rayon::spawn",
            "sealed.open_sync(\"name\", |cx| …)",
        ),
        (
            "r#tokio::spawn(a())",
            "r#tokio::spawn",
            "cx.spawn(\"name\", async move |cx| …)",
        ),
        (
            "match b { _ => tokio::r#task::spawn::<_>(a()) }",
            "tokio::r#task::spawn",
            "cx.spawn(\"name\", async move |cx| …)",
        ),
        (
            "thread::spawn(move || a())",
            "thread::spawn",
            "permits it; a module of your own is `self::thread`",
        ),
        (
            "task::spawn(async { a().await })",
            "task::spawn",
            "permits it; a module of your own is `self::task`",
        ),
        (
            "actix_web::rt::spawn(a())",
            "actix_web::rt::spawn",
            "cx.spawn_local(\"name\", async move |cx| …)",
        ),
    ];
    for (body, place, instead) in cases {
        let source = format!("#[traced] fn f(cx: &TraceContract) {{ {body} }}");
        let found = errors(expand(&source));
        let [(underlined, message)] = found.as_slice() else {
            panic!("{body}: {found:?}");
        };
        assert_eq!(underlined, place);
        assert!(message.contains(instead), "{message}");
        let allowed = source.replacen("traced", "traced(allow(raw_spawn))", 1);
        check(&allowed, &[]);
    }
    let harmless = [
        "thread::scope(|s| { s.spawn(a); })",
        "tokio::task::block_in_place(a)",
        "crate::task::spawn(cx)",
        "self::thread::spawn(cx)",
        "tokio::spawn_daemon(cx)",
        "my_tokio::spawn(cx)",
        "let task: spawn = 3; \"tokio::spawn\"",
        "super::rt::spawn(a())",
        "jobs::task::spawn_blocking(a())",
        "<Pool as Jobs>::task::spawn(a())",
        "task::spawn(7)",
        "task::spawn(\"audit\", a())",
        "thread::spawn(cx, || a())",
        "thread::spawn(|| a(cx))",
        "rt::spawn()",
        "thread::Builder(7)",
        "stringify!(tokio::spawn(a()))",
        "println!(\"{}\", stringify!(std::thread::spawn(a())))",
        "macro_rules! go { () => { tokio::spawn(a()) } }",
        "#[doc = \"tokio::spawn(a())\"] #[note(tokio::spawn)] fn inner() {}",
        "/// `tokio::spawn(a())`\nfn inner() {} // tokio::spawn(a())\n",
    ];
    for body in harmless {
        check(
            &format!("#[traced] fn f(cx: &TraceContract) {{ {body} }}"),
            &[],
        );
    }
}

#[test]
fn the_remedy_names_the_contract_as_the_body_does() {
    let found = errors(expand(
        "#[traced] fn f(parent: &TraceContract) { tokio::spawn(a()) }",
    ));
    assert!(
        found[0]
            .1
            .contains("parent.spawn(\"name\", async move |parent| …)"),
        "{found:?}"
    );
}

#[test]
fn things_that_cannot_be_traced() {
    check(
        "#[traced] const fn f(cx: &TraceContract) {}",
        &[(
            "const",
            "a `const fn` cannot be traced: a span takes the time, and constants are computed \
             when there is none",
        )],
    );
    check(
        "#[traced] pub(crate) struct S { a: u8 }",
        &[(
            "struct",
            "`#[traced]` goes on a function, an impl block, a trait or an inline module, not on a \
             `struct`",
        )],
    );
    check(
        "#[traced] const N: u8 = 3;",
        &[(
            "const",
            "`#[traced]` goes on a function, an impl block, a trait or an inline module, not on a \
             `const`",
        )],
    );
    check(
        "#[traced] pub mod handlers;",
        &[(
            "pub mod handlers",
            "`#[traced]` cannot see into a module in a file of its own: write it on the impl \
             blocks, traits and functions in that file",
        )],
    );
    check(
        "#[traced] #[traced] fn f(cx: &TraceContract) {}",
        &[("#[traced]", "`#[traced]` is given twice")],
    );
}

#[test]
fn a_request_without_what_looks_into_it() {
    let message = |item: &str| {
        let tokens = crate::trace::trace(
            "".parse().unwrap(),
            item.parse().unwrap(),
            &Crates {
                runtime: Name::Plain,
                tonic: Name::Absent,
            },
        );
        errors(tokens).remove(0).1
    };
    assert_eq!(
        message("async fn say_hello(request: Request<Hello>) {}"),
        "`say_hello` is traced but takes no contract: add `cx: &TraceContract`, as in \
         `async fn say_hello(cx: &TraceContract, …)`; in a service of tonic it is found in the \
         request, if this crate depends on `trace-tonic`"
    );
    assert_eq!(
        message("impl Greeter for Shop { async fn say_hello(&self, _: Request<Hello>) {} }"),
        "`say_hello` is async but takes no contract: add `cx: &TraceContract`, as in \
         `async fn say_hello(&self, cx: &TraceContract, …)`, or mark it `#[no_contract]`; in a \
         service of tonic it is found in the request, if this crate depends on `trace-tonic`"
    );
}

#[test]
fn the_runtime_that_is_no_dependency() {
    let expand = |attribute: &str, item: &str| {
        let tokens = crate::trace::trace(
            attribute.parse().unwrap(),
            item.parse().unwrap(),
            &Crates {
                runtime: Name::Absent,
                tonic: Name::Absent,
            },
        );
        errors(tokens)
            .into_iter()
            .map(|(_, text)| text)
            .collect::<Vec<_>>()
    };
    let function = "fn f(cx: &TraceContract) {}";
    assert_eq!(
        expand("", function),
        [
            "this crate does not depend on `trace-runtime`: add it, or say where it is re-exported, \
             `#[traced(crate = path::to::trace_runtime)]`"
        ]
    );
    assert_eq!(expand("crate = our::trace", function), [""; 0]);
    let inside = "impl S { #[traced(crate = our::trace)] fn f(cx: &TraceContract) {} }";
    assert_eq!(expand("", inside), [""; 0]);
}
