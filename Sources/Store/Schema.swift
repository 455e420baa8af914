/// The shape of the database, as the list of steps that lead to it.
///
/// The list only ever grows: a step that has been released is never changed, and the number of steps done is the
/// database's `user_version`.
enum Schema {
  /// Marks a database as ours: "ctxg".
  static let applicationID = 0x6374_7867

  /// The steps, oldest first.
  static let migrations: [String] = [first, second, third, fourth]

  /// Messages once each by the hash of their canonical form; nodes that link them into the prefixes of conversations
  /// (a node's hash names everything up to it, so two conversations share what they have in common); sessions, their
  /// branches, and turns that point at nodes.
  private static let first = """
    CREATE TABLE messages(
      id INTEGER PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE,
      role TEXT NOT NULL,
      size INTEGER NOT NULL,
      enc INTEGER NOT NULL,
      body BLOB NOT NULL
    ) STRICT;

    CREATE TABLE prompts(
      id INTEGER PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE,
      size INTEGER NOT NULL,
      enc INTEGER NOT NULL,
      body BLOB NOT NULL
    ) STRICT;

    CREATE TABLE nodes(
      id INTEGER PRIMARY KEY,
      hash BLOB NOT NULL UNIQUE,
      parent INTEGER REFERENCES nodes DEFERRABLE INITIALLY DEFERRED,
      message INTEGER NOT NULL REFERENCES messages,
      depth INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX nodes_parent ON nodes(parent);
    CREATE INDEX nodes_message ON nodes(message);

    CREATE TABLE sessions(
      id INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE,
      key BLOB NOT NULL,
      kind TEXT NOT NULL,
      cause TEXT NOT NULL,
      predecessor INTEGER REFERENCES sessions ON DELETE SET NULL,
      parent INTEGER REFERENCES sessions ON DELETE SET NULL,
      title TEXT,
      program TEXT,
      client_session TEXT,
      client_agent TEXT,
      created_at INTEGER NOT NULL,
      last_at INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX sessions_key ON sessions(key);
    CREATE INDEX sessions_last_at ON sessions(last_at);
    CREATE INDEX sessions_predecessor ON sessions(predecessor);
    CREATE INDEX sessions_parent ON sessions(parent);

    CREATE TABLE branches(
      session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      number INTEGER NOT NULL,
      forked_at INTEGER,
      tip INTEGER REFERENCES nodes,
      answer INTEGER REFERENCES nodes,
      moved_at INTEGER NOT NULL,
      PRIMARY KEY(session, number)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX branches_tip ON branches(tip);
    CREATE INDEX branches_answer ON branches(answer);

    CREATE TABLE turns(
      id INTEGER PRIMARY KEY,
      session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      number INTEGER NOT NULL,
      branch INTEGER NOT NULL,
      placement TEXT NOT NULL,
      forked_at INTEGER,
      kind TEXT NOT NULL,
      dialect TEXT NOT NULL,
      model TEXT NOT NULL,
      streamed INTEGER NOT NULL,
      messages INTEGER NOT NULL,
      known_messages INTEGER NOT NULL,
      request INTEGER REFERENCES nodes,
      answer INTEGER REFERENCES nodes,
      system INTEGER REFERENCES prompts,
      tools INTEGER REFERENCES prompts,
      received_at INTEGER NOT NULL,
      backend TEXT,
      target_model TEXT,
      target_dialect TEXT,
      target_is_local INTEGER,
      window INTEGER,
      window_source TEXT,
      rule TEXT NOT NULL,
      attempts INTEGER NOT NULL,
      notes TEXT,
      outcome TEXT NOT NULL,
      status INTEGER NOT NULL,
      failure_type TEXT,
      failure_message TEXT,
      stop_reason TEXT,
      stop_sequence TEXT,
      input_tokens INTEGER,
      cache_read_tokens INTEGER,
      cache_write_tokens INTEGER,
      output_tokens INTEGER,
      reasoning_tokens INTEGER,
      head_ns INTEGER,
      first_event_ns INTEGER,
      end_ns INTEGER NOT NULL,
      request_bytes INTEGER NOT NULL,
      response_bytes INTEGER NOT NULL,
      UNIQUE(session, number)
    ) STRICT;
    CREATE INDEX turns_received_at ON turns(received_at);
    CREATE INDEX turns_request ON turns(request);
    CREATE INDEX turns_answer ON turns(answer);
    CREATE INDEX turns_system ON turns(system);
    CREATE INDEX turns_tools ON turns(tools);
    """

  /// What was forwarded of requests: the state each line of a conversation has with each target, the figures and blocks
  /// of every turn's prompt (a turn that went out untouched has none), and the longer texts in those blocks, once each
  /// per session. Then what is known of tokens: counts by the hash of what was counted, with the day of their last use,
  /// and how backends count.
  private static let second = """
    CREATE TABLE contexts(
      session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      branch INTEGER NOT NULL,
      backend TEXT NOT NULL,
      model TEXT NOT NULL,
      updated_at INTEGER NOT NULL,
      size INTEGER NOT NULL,
      enc INTEGER NOT NULL,
      state BLOB NOT NULL,
      PRIMARY KEY(session, branch, backend, model)
    ) STRICT;

    CREATE TABLE context_texts(
      session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      hash BLOB NOT NULL,
      size INTEGER NOT NULL,
      enc INTEGER NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY(session, hash)
    ) STRICT;

    ALTER TABLE turns ADD COLUMN original_tokens INTEGER;
    ALTER TABLE turns ADD COLUMN sent_tokens INTEGER;
    ALTER TABLE turns ADD COLUMN context_window INTEGER;
    ALTER TABLE turns ADD COLUMN context_window_source TEXT;
    ALTER TABLE turns ADD COLUMN context_limit INTEGER;
    ALTER TABLE turns ADD COLUMN context_reserve INTEGER;
    ALTER TABLE turns ADD COLUMN stripped INTEGER;
    ALTER TABLE turns ADD COLUMN dropped INTEGER;
    ALTER TABLE turns ADD COLUMN epoch TEXT;
    ALTER TABLE turns ADD COLUMN epochs INTEGER;
    ALTER TABLE turns ADD COLUMN blocks_size INTEGER;
    ALTER TABLE turns ADD COLUMN blocks_enc INTEGER;
    ALTER TABLE turns ADD COLUMN blocks BLOB;

    CREATE TABLE token_counts(
      source BLOB NOT NULL,
      tokenizer TEXT NOT NULL,
      parts BLOB NOT NULL,
      used_on INTEGER NOT NULL,
      PRIMARY KEY(source, tokenizer)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX token_counts_used_on ON token_counts(used_on);

    CREATE TABLE calibrations(
      backend TEXT NOT NULL,
      model TEXT NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY(backend, model)
    ) STRICT, WITHOUT ROWID;
    """

  /// The id that the client was told of an answer, by which it may go on. Then what a vendor wants back of its answers:
  /// the reasoning in front of tool calls, and who made which signature, by the hash of it.
  private static let third = """
    ALTER TABLE turns ADD COLUMN answer_id TEXT;
    CREATE INDEX turns_answer_id ON turns(answer_id) WHERE answer_id IS NOT NULL;

    CREATE TABLE reasoning(
      session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      call TEXT NOT NULL,
      issuer TEXT NOT NULL,
      kept_at INTEGER NOT NULL,
      size INTEGER NOT NULL,
      enc INTEGER NOT NULL,
      body BLOB NOT NULL,
      PRIMARY KEY(session, call)
    ) STRICT;

    CREATE TABLE signatures(
      hash BLOB NOT NULL,
      session INTEGER NOT NULL REFERENCES sessions ON DELETE CASCADE,
      issuer TEXT NOT NULL,
      kept_at INTEGER NOT NULL,
      PRIMARY KEY(hash, session)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX signatures_session ON signatures(session);
    """

  /// How turns were routed: by which tier and why, by whose token, and what became of every target that was tried or passed
  /// over. Then which targets are held back, so that a restart does not forget it. The indexes are for sums of what a token
  /// or a backend has used since a time.
  private static let fourth = """
    ALTER TABLE turns ADD COLUMN tier TEXT;
    ALTER TABLE turns ADD COLUMN complexity TEXT;
    ALTER TABLE turns ADD COLUMN evidence TEXT;
    ALTER TABLE turns ADD COLUMN local_only INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE turns ADD COLUMN token TEXT;
    CREATE INDEX turns_token ON turns(token, received_at) WHERE token IS NOT NULL;
    CREATE INDEX turns_backend ON turns(backend, received_at) WHERE backend IS NOT NULL;

    CREATE TABLE attempts(
      turn INTEGER NOT NULL REFERENCES turns ON DELETE CASCADE,
      number INTEGER NOT NULL,
      backend TEXT NOT NULL,
      model TEXT NOT NULL,
      outcome TEXT NOT NULL,
      start_ns INTEGER NOT NULL,
      end_ns INTEGER NOT NULL,
      failure_type TEXT,
      failure_message TEXT,
      PRIMARY KEY(turn, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE breakers(
      backend TEXT NOT NULL,
      model TEXT NOT NULL,
      state TEXT NOT NULL,
      until INTEGER NOT NULL,
      updated_at INTEGER NOT NULL,
      PRIMARY KEY(backend, model)
    ) STRICT, WITHOUT ROWID;
    """
}
