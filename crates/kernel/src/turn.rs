//! What a worker that does one thing after the other says of each.

/// What became of a worker's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Nothing is due.
    Nothing,
    /// What was due is done, or need not be done any more.
    Done,
    /// It was tried, and is postponed or given up.
    Failed,
    /// The same, and whatever else is due would fail as well.
    Stuck,
}
