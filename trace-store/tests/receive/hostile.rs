//! What hostile senders send.
