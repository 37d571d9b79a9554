//! Ways to call without a contract, and handlers that have none: none compiles, and each says
//! what to write.
//!
//! What is right stands in each program behind `//~`; that such lines compile, and what
//! they do, is told by the other tests.

/// The messages are those of the pinned compiler.
#[test]
fn each_way_without_a_contract_is_refused() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
