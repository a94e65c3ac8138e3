//! Work that waits in a table until it is due, and that one worker at a time has for itself.

/// Leases the row of `$table` that has been due for longest at `$now`: counts the attempt, has the row due again at
/// `$until`, and gives `$leased`, which is made of the row in the same transaction. `None` if nothing is due that no
/// other transaction is just taking.
///
/// What is leased is decoded afterwards, because a row that cannot be read must not be the next one for ever.
macro_rules! lease {
    (
        $store:ident, $table:ident by $key:ident $key_type:ty $(, until $done:ident)?; $now:expr, $until:expr;
        |$row:ident: $row_type:ty, $connection:ident| $leased:expr
    ) => {{
        let (now, until) = ($now.micros(), $until.micros());
        let due = move || $table::table.filter($table::due_at.le(now))$(.filter($table::$done.is_null()))?;
        // Most of the time nothing is due, and there is no need to keep other writers waiting.
        let any_due = $store.read(async |connection| {
            let any_due = diesel::select(diesel::dsl::exists(due()));
            Ok(any_due.get_result(connection).await?)
        });
        if any_due.await? {
            let leased = $store.write(async move |$connection| {
                let next = due()
                    .order(($table::due_at, $table::$key))
                    .select($table::$key)
                    .limit(1);
                let next = $crate::backend::lock_free(next).get_result($connection);
                let next: Option<$key_type> = next.await.optional()?;
                let Some(next) = next else {
                    return Ok(None);
                };
                let lease = ($table::attempts.eq($table::attempts + 1), $table::due_at.eq(until));
                let update = diesel::update($table::table.find(next)).set(lease);
                let update = update.returning(<$row_type>::as_returning());
                let $row: $row_type = update.get_result($connection).await?;
                Ok(Some($leased))
            });
            leased.await?
        } else {
            None
        }
    }};
}
pub(super) use lease;
