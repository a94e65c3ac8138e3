-- From when on a budget need not be kept, because a new one would allow the same. Rows of a node of the version before
-- are kept until they are counted again.
ALTER TABLE address_budgets ADD COLUMN forget_at BIGINT NOT NULL DEFAULT 9223372036854775807;
ALTER TABLE name_budgets ADD COLUMN forget_at BIGINT NOT NULL DEFAULT 9223372036854775807;

-- How long a tenant counts is not known here: thirty days are longer than any but the oddest does.
UPDATE address_budgets SET forget_at = greatest(window_start, blocked_until) + 2592000000000;
UPDATE name_budgets SET forget_at = greatest(
    blocked_until + 604800000000,
    window_start + 2592000000000,
    forgiven_until + (total + 1) * 604800000000
);
