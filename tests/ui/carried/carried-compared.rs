use trace_runtime::Carried;

fn same(a: Carried<u64>, b: Carried<u64>) -> bool {
    a == b
    //~ a.contract() == b.contract()
}

fn main() {
    trace_runtime::run_sync("main", |cx| same(Carried::new(cx, 1), Carried::new(cx, 1)));
}
