// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/migrations.h"

#include <array>

namespace assay::storage {
namespace {

using Sql = QLatin1String;

constexpr std::array version1{
    Sql("CREATE TABLE workspace (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"),
    Sql("CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT"),

    Sql("CREATE TABLE providers ("
        " id BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, protocol TEXT NOT NULL,"
        " vendor TEXT NOT NULL, base_url TEXT NOT NULL, is_simulated INTEGER NOT NULL DEFAULT 0,"
        " needs_key INTEGER NOT NULL DEFAULT 1, key_hint TEXT NOT NULL DEFAULT '',"
        " connection TEXT NOT NULL DEFAULT '{}', created_at INTEGER NOT NULL) STRICT"),
    Sql("CREATE TABLE provider_models ("
        " provider_id BLOB NOT NULL REFERENCES providers(id) ON DELETE CASCADE, model TEXT NOT NULL,"
        " display_name TEXT NOT NULL DEFAULT '', context_window INTEGER, shutdown_date TEXT,"
        " position INTEGER NOT NULL, listed_at INTEGER NOT NULL, PRIMARY KEY (provider_id, model)) STRICT"),

    Sql("CREATE TABLE prompts ("
        " id BLOB PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE, folder TEXT NOT NULL DEFAULT '',"
        " latest_version INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL, updated_at INTEGER NOT "
        "NULL,"
        " removed_at INTEGER) STRICT"),
    // A removed prompt keeps its rows for Undo but frees its name.
    Sql("CREATE UNIQUE INDEX prompts_name ON prompts(name) WHERE removed_at IS NULL"),
    Sql("CREATE TABLE prompt_tags ("
        " prompt_id BLOB NOT NULL REFERENCES prompts(id) ON DELETE CASCADE, tag TEXT NOT NULL COLLATE NOCASE,"
        " PRIMARY KEY (prompt_id, tag)) STRICT, WITHOUT ROWID"),
    Sql("CREATE TABLE prompt_drafts ("
        " prompt_id BLOB PRIMARY KEY REFERENCES prompts(id) ON DELETE CASCADE, base_version INTEGER NOT NULL,"
        " content BLOB NOT NULL, saved_at INTEGER NOT NULL) STRICT"),
    Sql("CREATE TABLE prompt_versions ("
        " prompt_id BLOB NOT NULL REFERENCES prompts(id) ON DELETE CASCADE, number INTEGER NOT NULL,"
        " parent INTEGER NOT NULL, content BLOB NOT NULL, content_hash BLOB NOT NULL, message TEXT NOT NULL,"
        " author TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (prompt_id, number)) STRICT"),
    Sql("CREATE TRIGGER prompt_versions_are_immutable BEFORE UPDATE ON prompt_versions"
        " BEGIN SELECT RAISE(ABORT, 'a prompt version is immutable'); END"),
    Sql("CREATE TABLE prompt_labels ("
        " prompt_id BLOB NOT NULL, label TEXT NOT NULL, number INTEGER NOT NULL,"
        " PRIMARY KEY (prompt_id, label),"
        " FOREIGN KEY (prompt_id, number) REFERENCES prompt_versions(prompt_id, number) ON DELETE CASCADE) "
        "STRICT"),
    Sql("CREATE TABLE prompt_label_moves ("
        " id INTEGER PRIMARY KEY, prompt_id BLOB NOT NULL REFERENCES prompts(id) ON DELETE CASCADE,"
        " label TEXT NOT NULL, from_number INTEGER, to_number INTEGER, who TEXT NOT NULL,"
        " moved_at INTEGER NOT NULL) STRICT"),

    Sql("CREATE TABLE datasets ("
        " id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE, prompt TEXT NOT NULL DEFAULT '',"
        " created_at INTEGER NOT NULL) STRICT"),
    Sql("CREATE TABLE dataset_cases ("
        " dataset_id INTEGER NOT NULL REFERENCES datasets(id) ON DELETE CASCADE, position INTEGER NOT NULL,"
        " name TEXT NOT NULL, variables TEXT NOT NULL, expected TEXT NOT NULL DEFAULT '',"
        " PRIMARY KEY (dataset_id, position)) STRICT"),

    Sql("CREATE TABLE comparisons ("
        " id BLOB PRIMARY KEY, created_at INTEGER NOT NULL, title TEXT NOT NULL, prompt TEXT NOT NULL,"
        " prompt_version INTEGER NOT NULL, content BLOB NOT NULL, winner INTEGER) STRICT"),
    Sql("CREATE INDEX comparisons_created ON comparisons(created_at)"),
    Sql("CREATE TABLE comparison_columns ("
        " comparison_id BLOB NOT NULL REFERENCES comparisons(id) ON DELETE CASCADE, position INTEGER NOT "
        "NULL,"
        " provider TEXT NOT NULL, model TEXT NOT NULL, parameters TEXT NOT NULL, call_id BLOB,"
        " PRIMARY KEY (comparison_id, position)) STRICT"),

    // Names that repeat in the log, so that a call's facts stay small; the facts mirror uses the same
    // numbers.
    Sql("CREATE TABLE fact_names ("
        " id INTEGER PRIMARY KEY, kind TEXT NOT NULL, name TEXT NOT NULL, UNIQUE (kind, name)) STRICT"),
    // AUTOINCREMENT: a seq is never used twice, so the mirror can follow the log by it.
    Sql("CREATE TABLE calls ("
        " seq INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, started_at INTEGER NOT NULL,"
        " source INTEGER NOT NULL, model_id INTEGER NOT NULL REFERENCES fact_names(id),"
        " prompt_id INTEGER REFERENCES fact_names(id), prompt_version INTEGER NOT NULL,"
        " user_id INTEGER REFERENCES fact_names(id), run_id BLOB, status INTEGER NOT NULL,"
        " error_code TEXT, error_message TEXT, error_detail TEXT, error_retryable INTEGER,"
        " http_status INTEGER NOT NULL, attempts INTEGER NOT NULL, finish_reason TEXT,"
        " latency_us INTEGER NOT NULL, first_token_us INTEGER, waited_us INTEGER NOT NULL,"
        " input INTEGER, cached_input INTEGER, cache_write INTEGER, output INTEGER, reasoning INTEGER,"
        " cost_nano_usd INTEGER, cache_hit INTEGER NOT NULL) STRICT"),
    Sql("CREATE TABLE call_contents ("
        " seq INTEGER PRIMARY KEY REFERENCES calls(seq) ON DELETE CASCADE,"
        " request BLOB NOT NULL, response BLOB NOT NULL) STRICT"),
};

constexpr std::array version2{
    // The hard budget of a month, which was one number.
    Sql("INSERT INTO settings SELECT 'policy', json_object('time_zone', 'UTC', 'budgets', "
        "json_array(json_object("
        "'scope', 'workspace', 'period', 'month', 'limit_usd', value, 'hard', json('true'))))"
        " FROM settings WHERE key = 'budget.monthly_usd'"),
    Sql("DELETE FROM settings WHERE key = 'budget.monthly_usd'"),

    // Prices and models that a person set or imported; the newest row not after a call's start holds for it.
    // `entry` is the model's JSON as in resources/catalog; `null` ends an earlier entry.
    Sql("CREATE TABLE model_prices ("
        " vendor TEXT NOT NULL, model TEXT NOT NULL, valid_from INTEGER NOT NULL, origin TEXT NOT NULL,"
        " entry TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (vendor, model, valid_from)) "
        "STRICT"),

    Sql("CREATE TABLE response_cache ("
        " key BLOB PRIMARY KEY, model TEXT NOT NULL, prompt TEXT NOT NULL DEFAULT '', sealed BLOB NOT NULL,"
        " size INTEGER NOT NULL, cost_nano_usd INTEGER, created_at INTEGER NOT NULL,"
        " expires_at INTEGER NOT NULL, last_used_at INTEGER NOT NULL, hits INTEGER NOT NULL DEFAULT 0,"
        " scope BLOB, embedding_model TEXT, sealed_embedding BLOB) STRICT"),
    Sql("CREATE INDEX response_cache_used ON response_cache(last_used_at)"),
    Sql("CREATE INDEX response_cache_scope ON response_cache(scope) WHERE scope IS NOT NULL"),

    // `token` is given by the program that connects, so that writing a row again changes nothing.
    Sql("CREATE TABLE connections ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT, token BLOB NOT NULL UNIQUE, opened_at INTEGER NOT NULL,"
        " closed_at INTEGER, host TEXT NOT NULL, port INTEGER NOT NULL, address TEXT NOT NULL,"
        " proxy TEXT NOT NULL DEFAULT '', purpose TEXT NOT NULL, call_id BLOB, program TEXT NOT NULL,"
        " process_id INTEGER NOT NULL, requests INTEGER NOT NULL, bytes_sent INTEGER NOT NULL,"
        " bytes_received INTEGER NOT NULL, outcome TEXT NOT NULL) STRICT"),
    Sql("CREATE INDEX connections_opened ON connections(opened_at)"),

    Sql("CREATE TABLE breaker_events ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, model TEXT NOT NULL,"
        " from_state TEXT NOT NULL, to_state TEXT NOT NULL, reason TEXT NOT NULL, who TEXT NOT NULL) STRICT"),
    Sql("CREATE TABLE provider_health ("
        " provider_id BLOB PRIMARY KEY REFERENCES providers(id) ON DELETE CASCADE, checked_at INTEGER NOT "
        "NULL,"
        " is_up INTEGER NOT NULL, latency_us INTEGER, error TEXT NOT NULL DEFAULT '',"
        " since INTEGER NOT NULL) STRICT"),
    Sql("CREATE TABLE token_calibration ("
        " model TEXT PRIMARY KEY, samples INTEGER NOT NULL, mean REAL NOT NULL, m2 REAL NOT NULL) STRICT"),

    // What a safety rule wants a person to look at. The excerpt is sealed.
    Sql("CREATE TABLE safety_reviews ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, call_id BLOB NOT NULL,"
        " direction TEXT NOT NULL, verdicts TEXT NOT NULL, sealed_excerpt BLOB NOT NULL,"
        " state TEXT NOT NULL DEFAULT 'open', decided_by TEXT NOT NULL DEFAULT '', decided_at INTEGER,"
        " note TEXT NOT NULL DEFAULT '') STRICT"),
    Sql("CREATE INDEX safety_reviews_state ON safety_reviews(state, at)"),

    Sql("ALTER TABLE calls ADD COLUMN key_id INTEGER REFERENCES fact_names(id)"),
    Sql("ALTER TABLE calls ADD COLUMN usage_estimated INTEGER NOT NULL DEFAULT 0"),
    Sql("CREATE INDEX calls_by_key ON calls(key_id, started_at) WHERE key_id IS NOT NULL"),
    Sql("ALTER TABLE call_contents ADD COLUMN trace BLOB"),
};

constexpr std::array version3{
    // A version made by a merge has two parents.
    Sql("ALTER TABLE prompt_versions ADD COLUMN merged_parent INTEGER NOT NULL DEFAULT 0"),
    Sql("CREATE TABLE prompt_version_tags ("
        " prompt_id BLOB NOT NULL, number INTEGER NOT NULL, tag TEXT NOT NULL COLLATE NOCASE,"
        " PRIMARY KEY (prompt_id, number, tag),"
        " FOREIGN KEY (prompt_id, number) REFERENCES prompt_versions(prompt_id, number) ON DELETE CASCADE) "
        "STRICT, WITHOUT ROWID"),
    Sql("ALTER TABLE prompt_label_moves ADD COLUMN reason TEXT NOT NULL DEFAULT ''"),
    // Whether the move took an earlier one back, so that one step of undo is known.
    Sql("ALTER TABLE prompt_label_moves ADD COLUMN undoes INTEGER REFERENCES prompt_label_moves(id)"),

    // What was typed since the last version, step by step: undo that survives a restart.
    Sql("CREATE TABLE prompt_edits ("
        " prompt_id BLOB NOT NULL REFERENCES prompts(id) ON DELETE CASCADE, step INTEGER NOT NULL,"
        " edit BLOB NOT NULL, edited_at INTEGER NOT NULL, PRIMARY KEY (prompt_id, step)) STRICT, WITHOUT "
        "ROWID"),
    // Sets of parameters or of models, by the names that people gave them.
    Sql("CREATE TABLE saved_sets ("
        " kind TEXT NOT NULL, name TEXT NOT NULL COLLATE NOCASE, content TEXT NOT NULL,"
        " updated_at INTEGER NOT NULL, PRIMARY KEY (kind, name)) STRICT, WITHOUT ROWID"),

    Sql("CREATE TABLE releases ("
        " id BLOB PRIMARY KEY, prompt_id BLOB NOT NULL REFERENCES prompts(id) ON DELETE CASCADE,"
        " label TEXT NOT NULL, stable INTEGER NOT NULL, candidate INTEGER NOT NULL, plan TEXT NOT NULL,"
        " state TEXT NOT NULL, step INTEGER NOT NULL, step_since INTEGER NOT NULL, started_at INTEGER NOT "
        "NULL,"
        " ended_at INTEGER) STRICT"),
    Sql("CREATE UNIQUE INDEX releases_running ON releases(prompt_id, label) WHERE ended_at IS NULL"),
    Sql("CREATE TABLE release_events ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT, release_id BLOB NOT NULL REFERENCES releases(id) ON DELETE "
        "CASCADE,"
        " at INTEGER NOT NULL, kind TEXT NOT NULL, percent INTEGER NOT NULL, who TEXT NOT NULL,"
        " reason TEXT NOT NULL, evidence TEXT NOT NULL) STRICT"),

    // What the columns of a side-by-side run vary beside model and parameters, and what people said of it.
    Sql("ALTER TABLE comparison_columns ADD COLUMN details TEXT NOT NULL DEFAULT '{}'"),
    Sql("ALTER TABLE comparisons ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0"),
    Sql("ALTER TABLE comparisons ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'"),
    Sql("ALTER TABLE comparisons ADD COLUMN notes TEXT NOT NULL DEFAULT ''"),
    Sql("CREATE TABLE comparison_votes ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT, comparison_id BLOB NOT NULL REFERENCES comparisons(id) ON "
        "DELETE CASCADE,"
        " left_column INTEGER NOT NULL, right_column INTEGER NOT NULL, choice TEXT NOT NULL, who TEXT NOT "
        "NULL,"
        " note TEXT NOT NULL, tags TEXT NOT NULL, is_blind INTEGER NOT NULL, voted_at INTEGER NOT NULL,"
        " replaces INTEGER REFERENCES comparison_votes(id), taken_back_at INTEGER) STRICT"),
};

constexpr std::array version4{
    // The calls of a release, or of a side-by-side run.
    Sql("CREATE INDEX calls_by_run ON calls(run_id, seq) WHERE run_id IS NOT NULL"),
    // What a version's calls cost and how fast they were, without a look at the rows.
    Sql("CREATE INDEX calls_by_version ON calls(prompt_id, prompt_version, status, latency_us, cost_nano_usd, error_code)"
        " WHERE prompt_id IS NOT NULL"),
};

constexpr std::array version5{
    // A vote is on two answers: columns move, and are asked again with another model.
    Sql("ALTER TABLE comparison_votes ADD COLUMN left_call BLOB"),
    Sql("ALTER TABLE comparison_votes ADD COLUMN right_call BLOB"),
    Sql("ALTER TABLE comparison_votes ADD COLUMN left_model TEXT NOT NULL DEFAULT ''"),
    Sql("ALTER TABLE comparison_votes ADD COLUMN right_model TEXT NOT NULL DEFAULT ''"),
    Sql("UPDATE comparison_votes SET (left_call, left_model) = (SELECT call_id, provider || '/' || model FROM"
        " comparison_columns c WHERE c.comparison_id = comparison_votes.comparison_id AND position = left_column)"
        " WHERE EXISTS (SELECT 1 FROM comparison_columns c WHERE c.comparison_id ="
        " comparison_votes.comparison_id AND position = left_column)"),
    Sql("UPDATE comparison_votes SET (right_call, right_model) = (SELECT call_id, provider || '/' || model FROM"
        " comparison_columns c WHERE c.comparison_id = comparison_votes.comparison_id AND position = right_column)"
        " WHERE EXISTS (SELECT 1 FROM comparison_columns c WHERE c.comparison_id ="
        " comparison_votes.comparison_id AND position = right_column)"),
};

constexpr std::array version6{
    // The figures of versions come from the facts mirror.
    Sql("DROP INDEX calls_by_version"),
    // Who may do what; nobody listed: one person, who may do everything.
    Sql("CREATE TABLE roles (name TEXT PRIMARY KEY, role TEXT NOT NULL) STRICT, WITHOUT ROWID"),
    Sql("CREATE TABLE protected_labels (label TEXT PRIMARY KEY) STRICT, WITHOUT ROWID"),
    Sql("INSERT INTO protected_labels (label) VALUES ('production')"),
    Sql("CREATE TABLE access_events ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,"
        " subject TEXT NOT NULL, detail TEXT NOT NULL) STRICT"),
};

constexpr std::array version7{
    // What is searched of a prompt: its draft's text, else its newest version's. Prompts that changed since
    // are listed as stale; to index them is left to who searches, so that typing costs nothing.
    Sql("CREATE TABLE prompt_texts ("
        " id INTEGER PRIMARY KEY, prompt_id BLOB NOT NULL UNIQUE REFERENCES prompts(id) ON DELETE CASCADE,"
        " text TEXT NOT NULL) STRICT"),
    Sql("CREATE TABLE prompt_texts_stale ("
        " prompt_id BLOB PRIMARY KEY REFERENCES prompts(id) ON DELETE CASCADE) STRICT, WITHOUT ROWID"),
    Sql("INSERT INTO prompt_texts_stale SELECT id FROM prompts"),
    // Not OR IGNORE: an upsert that fires a trigger makes an ABORT of it.
    Sql("CREATE TRIGGER prompt_texts_of_prompt AFTER INSERT ON prompts BEGIN"
        " INSERT INTO prompt_texts_stale SELECT NEW.id WHERE NOT EXISTS"
        " (SELECT 1 FROM prompt_texts_stale WHERE prompt_id = NEW.id); END"),
    Sql("CREATE TRIGGER prompt_texts_of_version AFTER UPDATE OF latest_version ON prompts BEGIN"
        " INSERT INTO prompt_texts_stale SELECT NEW.id WHERE NOT EXISTS"
        " (SELECT 1 FROM prompt_texts_stale WHERE prompt_id = NEW.id); END"),
    Sql("CREATE TRIGGER prompt_texts_of_draft AFTER INSERT ON prompt_drafts BEGIN"
        " INSERT INTO prompt_texts_stale SELECT NEW.prompt_id WHERE NOT EXISTS"
        " (SELECT 1 FROM prompt_texts_stale WHERE prompt_id = NEW.prompt_id); END"),
    Sql("CREATE TRIGGER prompt_texts_of_edit AFTER UPDATE OF content ON prompt_drafts BEGIN"
        " INSERT INTO prompt_texts_stale SELECT NEW.prompt_id WHERE NOT EXISTS"
        " (SELECT 1 FROM prompt_texts_stale WHERE prompt_id = NEW.prompt_id); END"),
    Sql("CREATE TRIGGER prompt_texts_of_dropped_draft AFTER DELETE ON prompt_drafts"
        " WHEN EXISTS (SELECT 1 FROM prompts WHERE id = OLD.prompt_id) BEGIN"
        " INSERT INTO prompt_texts_stale SELECT OLD.prompt_id WHERE NOT EXISTS"
        " (SELECT 1 FROM prompt_texts_stale WHERE prompt_id = OLD.prompt_id); END"),
    // Every three characters, and in which texts they are: half the size of an index with their places.
    Sql("CREATE VIRTUAL TABLE prompt_search USING fts5(text, content = 'prompt_texts', content_rowid = 'id',"
        " tokenize = 'trigram', detail = none, columnsize = 0)"),
    Sql("CREATE TRIGGER prompt_search_insert AFTER INSERT ON prompt_texts BEGIN"
        " INSERT INTO prompt_search (rowid, text) VALUES (NEW.id, NEW.text); END"),
    Sql("CREATE TRIGGER prompt_search_delete AFTER DELETE ON prompt_texts BEGIN"
        " INSERT INTO prompt_search (prompt_search, rowid, text) VALUES ('delete', OLD.id, OLD.text); END"),
    Sql("CREATE TRIGGER prompt_search_update AFTER UPDATE OF text ON prompt_texts BEGIN"
        " INSERT INTO prompt_search (prompt_search, rowid, text) VALUES ('delete', OLD.id, OLD.text);"
        " INSERT INTO prompt_search (rowid, text) VALUES (NEW.id, NEW.text); END"),
};

constexpr std::array steps{
    Migration{1, version1},
    Migration{2, version2},
    Migration{3, version3},
    Migration{4, version4},
    Migration{5, version5},
    Migration{6, version6},
    Migration{7, version7},
};

} // namespace

std::span<const Migration> migrations()
{
    return steps;
}

} // namespace assay::storage
