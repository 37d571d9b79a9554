use trace_runtime::__macro_support::{Contract, Parent};
use trace_runtime::integration::ContractSource;
use trace_runtime::SealedContract;

struct Forged(SealedContract);

impl Contract for Forged { fn __traced_parent(&self) -> Parent<'_> { self.0.__traced_parent() } }

fn main() {
    let parent: fn(&SealedContract) -> Parent<'_> = Contract::__traced_parent;
    let _ = (parent, Forged, None::<&dyn ContractSource>);
}
