//! Functions whose parts are easily taken for something else.

use quote::quote;

use super::{errors, expand};
use crate::manifest::Crates;

fn text(source: &str) -> String {
    let expansion = expand(source);
    assert!(errors(expansion.clone()).is_empty(), "{source}");
    expansion.to_string()
}

#[test]
fn plain_functions_in_a_container_are_left_alone() {
    let function = quote!(
        pub(super) const unsafe extern "C" fn plain<const N: usize>(mut a: [u8; N]) -> u8 {
            #![allow(unused)]
            { 3 }
        }
    );
    let expanded = text(&format!("#[traced] impl A {{ {function} }}"));
    assert_eq!(expanded, quote!(impl A { #function }).to_string());
}

#[test]
fn items_that_are_no_functions_are_left_alone() {
    let items = quote!(
        use a::{b, c};
        const A: Foo<{ 3 }> = Foo { a: 3 };
        static B: fn() = b;
        type C = Foo<{ 1 + 1 }, 2>;
        struct D<const N: usize = { 1 }>(u8);
        struct E { f: u8 }
        enum F { A { async_: u8 } }
        union G { a: u8 }
        unsafe extern "C" { fn h(); }
        extern crate core;
        mod i;
        macro_rules! j { () => { async fn k() {} }; }
        pub trait L = M;
        const _: () = { async fn n() {} };
        impl<T> Default for O<{ A }, T> { default fn p() {} }
    );
    let expanded = text(&format!("#[traced] mod m {{ {items} }}"));
    assert_eq!(expanded, quote!(mod m { #items }).to_string());
}

#[test]
fn a_body_is_not_looked_into() {
    let tokens = crate::trace::trace(
        quote!(),
        quote!(
            fn f(cx: &TraceContract) {
                let = 3 what is this
            }
        ),
        &Crates::PLAIN,
    );
    assert!(tokens.to_string().contains("let = 3 what is this"));
}

#[test]
fn inner_attributes_stay_at_the_head() {
    let expanded = text("#[traced] fn f(cx: &TraceContract) { #![allow(unused)] let x = 3; }");
    assert!(
        expanded.contains(
            "{ # ! [allow (unused)] let __cx_ends_with_its_fn_so_use_cx_spawn_or_cx_seal"
        ),
        "{expanded}"
    );
}

#[test]
fn raw_names_are_recorded_without_their_mark() {
    let expanded = text(
        "#[traced(attributes(type))] fn r#match(cx: &Cx, r#type: u8, #[attribute] r#in: u8) {}",
    );
    assert!(expanded.contains("\"match\""), "{expanded}");
    assert!(expanded.contains("& [\"type\" , \"in\"]"), "{expanded}");
    assert!(expanded.contains("value (& r#type)"), "{expanded}");
}

#[test]
fn options_of_a_container_are_defaults() {
    let expanded = text(
        "#[traced(crate = a::b, allow(raw_spawn), err(off))]
        mod m {
            #[traced(crate = c)]
            impl S { #[traced(err)] fn f(cx: &Cx) -> Result<(), ()> { tokio::spawn(x) } }
            fn g(cx: &Cx) -> Result<(), ()> { tokio::spawn(x) }
        }",
    );
    let (f, g) = expanded.split_once("fn g").unwrap();
    assert!(
        f.contains("c :: __macro_support") && f.contains("returned ("),
        "{f}"
    );
    assert!(
        g.contains("a :: b :: __macro_support") && !g.contains("returned ("),
        "{g}"
    );
}

#[test]
fn a_contract_that_the_body_was_to_get_is_there_after_a_mistake() {
    let cases = [
        "#[traced(level = 1)] fn f(cx: Inbound) -> u8 { g(cx) }",
        "#[traced(level = 1, root as cx)] fn f() -> u8 { g(cx) }",
        "#[traced] fn f() -> u8 { g(cx) }",
    ];
    for source in cases {
        let expansion = expand(source).to_string();
        let bound = "let cx : & :: trace_runtime :: TraceContract = :: trace_runtime :: __macro_support :: absent () ;";
        assert!(expansion.contains(bound), "{expansion}");
    }
    let untouched = expand("#[traced(level = 1)] fn f(cx: &TraceContract) { g(cx) }").to_string();
    assert!(
        untouched.ends_with("fn f (cx : & TraceContract) { let _ = & cx ; g (cx) }"),
        "{untouched}"
    );
}
