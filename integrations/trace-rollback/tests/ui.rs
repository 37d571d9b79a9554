//! Registering where nobody would run it must not compile.

#[test]
fn programs_that_must_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
