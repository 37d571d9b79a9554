use trace_runtime::__macro_support::Contract;
use trace_runtime::SealedContract;

fn identify(sealed: &SealedContract) {
    println!("{}", sealed.__traced_parent().trace_id());
    //~ println!("{:?} {}", sealed.__traced_parent(), sealed.trace_id());
}

fn main() {
    trace_runtime::run_sync("main", |cx| identify(&cx.seal()));
}
