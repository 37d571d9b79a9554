/// Charges the card.
#[traced]
pub async fn charge(cx: &TraceContract, cents: u64) -> Result<Receipt, ChargeError> {
    let receipt = bank(cx, cents).await?;
    Ok(receipt)
}
