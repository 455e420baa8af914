import Conversations
import Wire

extension StatusReport {
  /// A report that a running gateway has made; nil if this is none.
  init?(_ json: JSONValue) {
    guard let at = json.moment("at"), let version = json["version"]?.string,
      let startedAt = json.moment("started_at"), let sources = json["configuration"].flatMap({ Sources($0) }),
      let mostExchanges = json["most_exchanges"]?.int
    else { return nil }
    self.init(
      at: at, version: version, startedAt: startedAt, isStopping: json["stopping"]?.bool == true,
      sources: sources, mostExchanges: mostExchanges,
      exchanges: json.list("exchanges").compactMap { Exchange($0) },
      backends: json.list("backends").compactMap { Backend($0) })
  }
}

extension JSONValue {
  /// The moment that a member names; nil where it names none.
  fileprivate func moment(_ name: StaticString) -> Timestamp? {
    self[name]?.string.flatMap { Timestamp(iso8601: $0) }
  }

  /// The elements of a member; none where it is no array.
  fileprivate func list(_ name: StaticString) -> [JSONValue] { self[name].map { Array($0.elements) } ?? [] }
}

extension StatusReport.Sources {
  fileprivate init?(_ json: JSONValue) {
    guard let policy = json["policy"]?.string, let loadedAt = json.moment("loaded_at") else { return nil }
    self.init(
      policy: policy, files: json.list("files").compactMap(\.string), loadedAt: loadedAt,
      awaitingRestart: json.list("awaiting_restart").compactMap(\.string),
      problem: json["problem"].flatMap { StatusReport.Problem($0) })
  }
}

extension StatusReport.Problem {
  fileprivate init?(_ json: JSONValue) {
    guard let at = json.moment("at"), let message = json["message"]?.string else { return nil }
    self.init(at: at, message: message)
  }
}

extension StatusReport.Exchange {
  fileprivate init?(_ json: JSONValue) {
    guard let session = json["session"]?.string, let kind = json["kind"]?.string,
      let model = json["model"]?.string, let since = json.moment("since")
    else { return nil }
    self.init(session: session, kind: kind, model: model, target: json["target"]?.string, since: since)
  }
}

extension StatusReport.Backend {
  fileprivate init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let kind = json["kind"]?.string, let url = json["url"]?.string,
      let state = json["state"]?.string.flatMap({ ModelsReport.State(rawValue: $0) })
    else { return nil }
    self.init(name: name, kind: kind, url: url, isLocal: json["local"]?.bool == true, state: state)
    downSince = json.moment("down_since")
    problem = json["problem"]?.string
    hold = json["hold"].flatMap { StatusReport.Hold($0) }
    models = json.list("models").compactMap { StatusReport.Model($0) }
    (inFlight, waiting) = (json["in_flight"]?.int ?? 0, json["waiting"]?.int ?? 0)
    (places, heldKeys) = (json["places"]?.int, json["held_keys"]?.int ?? 0)
    quotas = json.list("quotas").compactMap { StatusReport.Quota($0) }
    lastError = json["last_error"].flatMap { StatusReport.Failure($0) }
  }
}

extension StatusReport.Model {
  fileprivate init?(_ json: JSONValue) {
    guard let name = json["name"]?.string else { return nil }
    self.init(name: name, isLoaded: json["loaded"]?.bool == true)
    (window, windowSource) = (json["window"]?.int, json["window_source"]?.string)
    hold = json["hold"].flatMap { StatusReport.Hold($0) }
    failures = json["failures"]?.double ?? 0
    firstEventMilliseconds = json["first_event_ms"]?.double
    tokensPerSecond = json["tokens_per_second"]?.double
    limits = json.list("limits").compactMap { StatusReport.Limit($0) }
  }
}

extension StatusReport.Hold {
  fileprivate init?(_ json: JSONValue) {
    guard let state = json["state"]?.string.flatMap({ State(rawValue: $0) }),
      let reason = json["reason"]?.string
    else { return nil }
    self.init(state: state, until: json.moment("until"), reason: reason)
  }
}

extension StatusReport.Quota {
  fileprivate init?(_ json: JSONValue) {
    guard let window = json["window"]?.string,
      let unit = json["unit"]?.string.flatMap({ Unit(rawValue: $0) }),
      let used = json["used"]?.double, let limit = json["limit"]?.double
    else { return nil }
    self.init(window: window, unit: unit, used: used, limit: limit, roomAt: json.moment("room_at"))
  }
}

extension StatusReport.Limit {
  fileprivate init?(_ json: JSONValue) {
    guard let name = json["name"]?.string, let remaining = json["remaining"]?.double else { return nil }
    self.init(name: name, remaining: remaining, resetsAt: json.moment("resets_at"))
  }
}

extension StatusReport.Failure {
  fileprivate init?(_ json: JSONValue) {
    guard let at = json.moment("at"), let type = json["type"]?.string, let message = json["message"]?.string
    else { return nil }
    self.init(at: at, model: json["model"]?.string, type: type, message: message)
  }
}
