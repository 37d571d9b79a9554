use trace_runtime::Carried;

fn sum(message: Carried<Vec<u64>>) -> u64 {
    message.into_iter().sum()
    //~ message.open_sync("sum", |_cx, cents| cents.iter().sum())
}

fn main() {
    trace_runtime::run_sync("main", |cx| sum(Carried::new(cx, vec![1])));
}
