use trace_runtime::__macro_support::Contract;
use trace_runtime::integration::ContractSource;
use trace_runtime::SealedContract;

struct Forged(SealedContract);

impl Contract for Forged {}
//~ impl ContractSource for Forged { fn sealed(&self) -> &SealedContract { &self.0 } }

fn is_contract(_: &impl Contract) {}

fn main() {
    let _ = (is_contract as fn(&SealedContract), Forged, None::<&dyn ContractSource>);
}
