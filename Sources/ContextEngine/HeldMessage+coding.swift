import Conversations
import Wire

/// What is forwarded, as it is kept.
extension HeldMessage {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("record", record)
    writer.field("role", role.rawValue)
    writer.list("parts", parts) { $1.write(to: &$0) }
    writer.key("message")
    writer.raw(source)
    writer.endObject()
  }

  init?(read value: JSONValue) {
    guard let record = value.natural("record"), let role = value["role"]?.string.flatMap(Role.init),
      let parts = value.all("parts", HeldPart.init(read:)), let message = value["message"],
      case .object = message.kind
    else { return nil }
    let source = Array(message.bytes)
    self.init(record: record, role: role, source: source, sourceHash: Fingerprint(of: source), parts: parts)
  }
}

extension HeldPart {
  /// In the order of the list: kind, name, label, tokens as sent and as forwarded, state, turn; then what few have.
  func write(to writer: inout JSONWriter) {
    writer.beginArray()
    writer.string(kind.rawValue)
    writer.string(name)
    writer.string(label)
    writer.number(original)
    writer.number(tokens)
    writer.string(state.rawValue)
    writer.number(changedAt)
    writer.bool(isFailure)
    writer.number(guardedUntil)
    if let identity { writer.string(identity.description) } else { writer.null() }
    switch edit {
    case .keep: writer.null()
    case .replace(let text): writer.string(text)
    case .drop: writer.bool(false)
    }
    writer.endArray()
  }

  init?(read value: JSONValue) {
    let fields = Array(value.elements)
    guard fields.count == 11, let kind = fields[0].string.flatMap(Kind.init), let name = fields[1].string,
      let label = fields[2].string, let original = fields[3].natural, let tokens = fields[4].natural,
      let state = fields[5].string.flatMap(ContextBlock.State.init), let changedAt = fields[6].natural,
      let isFailure = fields[7].bool, let guardedUntil = fields[8].natural
    else { return nil }
    self.init(
      kind: kind, name: name, label: label, original: original, tokens: tokens, edit: Self.edit(fields[10]),
      state: state, changedAt: changedAt)
    self.isFailure = isFailure
    self.guardedUntil = guardedUntil
    identity = fields[9].fingerprint
  }

  private static func edit(_ value: JSONValue) -> ContextPlan.PartEdit {
    if let text = value.string { return .replace(text) }
    return value.isNull ? .keep : .drop
  }
}

extension LogEntry {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("kind", kind.rawValue)
    if let name { writer.field("name", name.description) }
    writer.field("text", text)
    writer.field("tokens", tokens)
    writer.field("turn", turn)
    writer.endObject()
  }

  init?(read value: JSONValue) {
    guard let kind = value["kind"]?.string.flatMap(Kind.init), let text = value["text"]?.string,
      let tokens = value.natural("tokens"), let turn = value.natural("turn")
    else { return nil }
    self.init(kind: kind, name: value["name"]?.fingerprint, text: text, tokens: tokens, turn: turn)
  }
}

extension ContextNote {
  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.field("anchor", anchor)
    switch subject {
    case .system: writer.field("subject", "system")
    case .message: writer.field("subject", "message")
    case .reminder(let kind): writer.field("reminder", kind)
    }
    writer.field("text", text)
    writer.field("tokens", tokens)
    writer.field("turn", turn)
    writer.endObject()
  }

  init?(read value: JSONValue) {
    guard let anchor = value["anchor"]?.int, let text = value["text"]?.string,
      let tokens = value.natural("tokens"), let turn = value.natural("turn")
    else { return nil }
    let subject: Subject
    switch value["subject"]?.string {
    case "system": subject = .system
    case "message": subject = .message
    case nil: subject = .reminder(value["reminder"]?.string ?? "")
    default: return nil
    }
    self.init(anchor: anchor, subject: subject, text: text, tokens: tokens, turn: turn)
  }
}
