use trace_runtime::__macro_support::{Contract, Parent};
use trace_runtime::integration::ContractSource;
use trace_runtime::SealedContract;

struct Forged(SealedContract);

impl ContractSource for Forged { fn sealed(&self) -> &SealedContract { &self.0 } }

fn main() {
    let parent: fn(&SealedContract) -> Parent<'_> = Contract::__traced_parent;
    let _ = (parent, Forged, None::<&dyn ContractSource>);
}
