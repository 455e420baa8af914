import Wire

extension TokenRegister {
  /// The register as it is kept.
  var json: [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.field("key", Base64URL.text(of: key.bytes))
      writer.array("tokens", grants) { writer, grant in writer.object { grant.write(to: &$0) } }
    }
    return writer.bytes + [UInt8(ascii: "\n")]
  }

  /// The register in a file; nil when it is none, or any part of it is not as this version writes it.
  init?(_ bytes: [UInt8]) {
    guard let root = try? JSONDocument(parsing: bytes).root,
      let key = root["key"]?.string.flatMap({ Base64URL.bytes(of: $0[...]) }).flatMap(SigningKey.init),
      let list = root["tokens"], list.kind == .array
    else { return nil }
    let tokens = Array(list.elements)
    let grants = tokens.compactMap(TokenGrant.init)
    guard grants.count == tokens.count, grants.count <= Self.mostGrants else { return nil }
    self.init(key: key, grants: grants)
  }
}

extension TokenGrant {
  /// Writes the members of the object it is kept as.
  func write(to writer: inout JSONWriter) {
    writer.field("id", id)
    writer.field("name", name)
    writer.field("created_ms", Int(created.milliseconds))
    writer.field("expires_ms", Int(expires.milliseconds))
    if let revoked { writer.field("revoked_ms", Int(revoked.milliseconds)) }
    switch budget {
    case .tokens(let tokens): writer.field("budget_tokens", tokens)
    case .money(let dollars): writer.field("budget_money", dollars)
    case nil: break
    }
    if let policy { writer.field("policy", policy) }
  }

  /// A member that limits what a token is good for and cannot be read would, left out, make it good for more.
  fileprivate init?(_ json: JSONValue) {
    guard let id = json["id"]?.string, let name = json["name"]?.string,
      let created = json["created_ms"].flatMap(Timestamp.init),
      let expires = json["expires_ms"].flatMap(Timestamp.init),
      let revoked = json.reading("revoked_ms", Timestamp.init),
      let tokens = json.reading("budget_tokens", { $0.int.map(TokenBudget.tokens) }),
      let money = json.reading("budget_money", { $0.double.map(TokenBudget.money) }),
      let policy = json.reading("policy", \.string)
    else { return nil }
    self.init(
      id: id, name: name, created: created, expires: expires, revoked: revoked, budget: tokens ?? money,
      policy: policy)
  }
}

extension Timestamp {
  fileprivate init?(_ json: JSONValue) {
    guard let milliseconds = json.int else { return nil }
    self.init(milliseconds: Int64(milliseconds))
  }
}

extension JSONValue {
  /// A member that need not be there, and then gives nil inside; nil for one that is there and cannot be read.
  fileprivate func reading<Value>(_ key: StaticString, _ read: (JSONValue) -> Value?) -> Value?? {
    guard let member = self[key] else { return .some(nil) }
    return read(member).map { .some($0) }
  }
}
