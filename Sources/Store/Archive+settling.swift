import Conversations
import Wire

extension Archive {
  /// Writes a turn down: the messages nobody has sent before, their links, the session, its branch, the turn, what became
  /// of its targets, what was forwarded of it and what was counted.
  ///
  /// Runs inside a transaction and is all or nothing: what a failure leaves half done is undone.
  func settle(_ turn: Turn) throws(StoreError) {
    try database.statement("SAVEPOINT turn").run()
    do {
      try write(turn)
      try database.statement("RELEASE turn").run()
    } catch {
      // On some failures SQLite has rolled everything back by itself, and there is no savepoint to go back to.
      try? database.execute("ROLLBACK TO turn; RELEASE turn")
      throw error
    }
  }

  private func write(_ turn: Turn) throws(StoreError) {
    let request = try node(for: turn.request)
    let rows = TurnRows(
      session: try session(for: turn),
      request: request,
      answer: try turn.answer.flatMap { (answer) throws(StoreError) in
        try node(for: answer, after: request, in: turn.request)
      },
      system: try turn.request.system.map { (system) throws(StoreError) in try prompt(system) },
      tools: try turn.request.tools.map { (tools) throws(StoreError) in try prompt(tools) })
    let row = try insert(turn, rows)
    try keep(turn.hops, ofTurn: row)
    if let context = turn.context { try keep(context.report, ofTurn: row, in: rows.session) }
    if let reasoning = turn.reasoning { try keep(reasoning, in: rows.session, at: turn.receivedAt) }
    // A side request stands beside a branch, and leaves the branch and its states as they are.
    if turn.state.placement != .side {
      try moveBranch(of: turn, rows)
      try keepState(of: turn, in: rows.session)
    }
    try keep(turn.counts, tokenizer: turn.countsTokenizer, at: turn.receivedAt)
  }

  // MARK: Messages and nodes

  /// The node of a request's last message, with everything before it; nil when it has no messages.
  private func node(for request: ChatRequest) throws(StoreError) -> Int? {
    let chain = request.chain()
    var (depth, node) = try deepestNode(of: chain)
    for index in depth..<chain.count {
      let message = request.messages[index]
      let row = try self.message(message.fingerprint, role: message.role) { [UInt8](message.source.bytes) }
      node = try insertNode(chain[index], parent: node, message: row, depth: index + 1)
    }
    return node
  }

  /// How much of a chain is stored, and the node that far.
  ///
  /// Whatever has a node has all before it, so it is looked for in growing steps from the end, where a turn that goes
  /// on from the last one finds it at once, and then by halving the last step.
  private func deepestNode(of chain: [Fingerprint]) throws(StoreError) -> (depth: Int, node: Int?) {
    var known = (depth: 0, node: Int?.none)
    var unknown = chain.count + 1
    var step = 1
    while known.node == nil, unknown > 1 {
      let probe = max(unknown - step, 1)
      if let node = try node(chain[probe - 1]) { known = (probe, node) } else { unknown = probe }
      step *= 2
    }
    while unknown - known.depth > 1 {
      let probe = (known.depth + unknown) / 2
      if let node = try node(chain[probe - 1]) { known = (probe, node) } else { unknown = probe }
    }
    return known
  }

  private func node(_ hash: Fingerprint) throws(StoreError) -> Int? {
    try database.statement("SELECT id FROM nodes WHERE hash = ?").first(hash) { $0.int(0) }
  }

  /// The node of an answer's last message; nil when it has none.
  private func node(
    for answer: RecordedAnswer, after request: Int?, in parent: ChatRequest
  ) throws(StoreError) -> Int? {
    guard !answer.messages.isEmpty else { return nil }
    var node = request
    for (offset, (message, hash)) in zip(answer.messages, answer.chain(after: parent)).enumerated() {
      if let known = try self.node(hash) {
        node = known
      } else {
        let row = try self.message(message.fingerprint, role: .assistant) { message.body }
        node = try insertNode(
          hash, parent: node, message: row, depth: parent.messages.count + offset + 1)
      }
    }
    return node
  }

  private func insertNode(
    _ hash: Fingerprint, parent: Int?, message: Int, depth: Int
  ) throws(StoreError) -> Int {
    try database.statement("INSERT INTO nodes(hash, parent, message, depth) VALUES(?, ?, ?, ?)")
      .run(hash, parent, message, depth)
    return database.lastInsertedRow
  }

  private func message(
    _ hash: Fingerprint, role: Role, bytes: () -> [UInt8]
  ) throws(StoreError) -> Int {
    if let known = try database.statement("SELECT id FROM messages WHERE hash = ?").first(
      hash, read: { $0.int(0) })
    {
      return known
    }
    let bytes = bytes()
    let body = StoredBody(encoding: bytes)
    try database.statement("INSERT INTO messages(hash, role, size, enc, body) VALUES(?, ?, ?, ?, ?)")
      .run(hash, role.rawValue, bytes.count, body.encoding.rawValue, body.bytes)
    return database.lastInsertedRow
  }

  /// The row of a system prompt or a list of tools, which are kept once by the hash of their very bytes.
  private func prompt(_ value: JSONValue) throws(StoreError) -> Int {
    let hash = value.withBytes { Fingerprint(of: $0) }
    if let known = try database.statement("SELECT id FROM prompts WHERE hash = ?").first(
      hash, read: { $0.int(0) })
    {
      return known
    }
    let body = StoredBody(encoding: [UInt8](value.bytes))
    try database.statement("INSERT INTO prompts(hash, size, enc, body) VALUES(?, ?, ?, ?)")
      .run(hash, value.range.count, body.encoding.rawValue, body.bytes)
    return database.lastInsertedRow
  }
}

extension RecordedAnswer {
  /// The chain hash after each of its messages, when it follows a request.
  func chain(after request: ChatRequest) -> [Fingerprint] {
    var link = request.chain().last ?? request.dialect.emptyChain
    return messages.map { message in
      link = link.followed(by: message.fingerprint)
      return link
    }
  }
}
