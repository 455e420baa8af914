import Conversations
import Wire

extension Backend {
  /// A request to this backend, with the header fields and limits it gets.
  ///
  /// - Parameters:
  ///   - path: one of the kind's paths.
  ///   - query: the client's query, without the question mark.
  ///   - body: the body in the backend's dialect, not coded.
  ///   - client: the client's fields, the gateway's own token already removed.
  ///   - forwarding: whether the client speaks the backend's dialect and its fields go along.
  ///   - wantsStream: whether the answer is to be streamed.
  public func call(
    _ path: String, method: String = "POST", query: String? = nil, body: [UInt8], client: HTTPFields,
    forwarding: Forwarding, wantsStream: Bool
  ) -> UpstreamCall {
    var call = UpstreamCall(
      method: method,
      url: address(of: path, query: query),
      fields: fields(for: client, forwarding, wantsStream: wantsStream, hasBody: !body.isEmpty),
      body: body,
      connectTimeout: connectTimeout,
      firstByteTimeout: firstByteTimeout
        ?? FirstByteLimit.limit(bytes: body.count, isLocal: isLocal, wantsStream: wantsStream),
      idleTimeout: idleTimeout,
      prefersHTTP2: prefersHTTP2,
      allowsProxy: !isLocal && !isLoopback)
    if let signIn {
      for field in CopilotFields.fields(for: body) { call.fields.append(field.name, field.value) }
      call.signed = SignedCall(signIn: signIn, login: login, replacedURL: url == kind.url ? url : nil)
    }
    return call
  }

  /// The operator's login, which only its vendor's sign-in is shown.
  private var login: Credential? {
    if case .key(let login) = credentials { login } else { nil }
  }

  private func fields(
    for client: HTTPFields, _ forwarding: Forwarding, wantsStream: Bool, hasBody: Bool
  ) -> HTTPFields {
    // A vendor that is signed in at takes its own programs' fields alone.
    let replaced = HTTPFieldNames(headers.map(\.name) + (signIn == nil ? [] : Array(kind.headers.keys)))
    var fields = forwarding.requestFields(
      of: client, showingCredentials: showsClientCredentials, without: replaced)
    for header in headers { fields.append(header.name, header.value.text) }
    fields.addMissing(ownFields(for: client, forwarding, wantsStream: wantsStream, hasBody: hasBody))
    return fields
  }

  /// What a backend is told where the client does not say it.
  private func ownFields(
    for client: HTTPFields, _ forwarding: Forwarding, wantsStream: Bool, hasBody: Bool
  ) -> [(name: String, value: String)] {
    var ours = [(name: "accept", value: wantsStream ? dialect.streamType : "application/json")]
    if hasBody { ours.append(("content-type", "application/json")) }
    ours += kind.headers.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    for name in kind.forwardedHeaders {
      if let value = client.value(of: name) { ours.append((name, value)) }
    }
    if let key = key(for: client, forwarding) { ours.append(key) }
    return ours
  }

  /// The field that shows a key, unless the client's own fields show it already.
  private func key(for client: HTTPFields, _ forwarding: Forwarding) -> (name: String, value: String)? {
    switch (credentials, forwarding) {
    case (.key, _) where signIn != nil: nil
    case (.key(let key), _): keyField(showing: key.text)
    case (.client, .translated): client.token.map(keyField(showing:))
    case (.none, _), (.client, .passthrough): nil
    }
  }

  private func keyField(showing key: String) -> (name: String, value: String) {
    (kind.keyHeader, kind.keyHeader == "authorization" ? "Bearer \(key)" : key)
  }
}

extension HTTPFields {
  /// Adds the fields that are not there yet.
  fileprivate mutating func addMissing(_ fields: [(name: String, value: String)]) {
    for (name, value) in fields where self.value(of: name) == nil { append(name, value) }
  }

  /// The key or token that a client shows, whichever way it does.
  fileprivate var token: String? {
    let bearer = self["authorization"].flatMap { value -> String? in
      let parts = value.split(separator: " ", maxSplits: 1)
      return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }
    return bearer ?? self["x-api-key"]
  }
}
