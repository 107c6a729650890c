//! The hyades binary.
fn main() {}
