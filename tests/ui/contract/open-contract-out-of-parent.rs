use trace_runtime::__macro_support::{Contract, Parent};
use trace_runtime::SealedContract;

fn identify(sealed: &SealedContract) {
    let Parent { contract, .. } = sealed.__traced_parent();
    println!("{}", contract.trace_id());
}

fn main() {
    trace_runtime::run_sync("main", |cx| identify(&cx.seal()));
    let _ = <SealedContract as Contract>::__traced_parent as fn(&SealedContract) -> Parent<'_>;
}
