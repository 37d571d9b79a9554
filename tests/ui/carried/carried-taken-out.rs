use trace_runtime::Carried;

fn cents(message: &mut Carried<Vec<u64>>) -> Vec<u64> {
    std::mem::take(message).open_sync("cents", |_cx, cents| cents)
    //~ message.clone().open_sync("cents", |_cx, cents| cents)
}

fn main() {
    trace_runtime::run_sync("main", |cx| cents(&mut Carried::new(cx, vec![1])));
}
