import Wire

extension Backend {
  /// How to find out what models it offers; nil for a vendor whose list nobody asks for.
  var probe: ServerProbe? {
    switch kind {
    case .anthropic: nil
    case .openai: .openAI(path: kind.traits.modelsPath)
    case .llamaServer: .llamaServer
    case .lmstudio: .lmStudio
    case .ollama: .ollama
    }
  }

  /// How long it may take to answer all questions of its probe: a second where it is near, five where it is not.
  var probeLimit: Duration { isLocal ? .seconds(1) : .seconds(5) }

  /// One question of its probe, with the operator's key and header fields and without anything of a client's.
  func question(_ path: String) -> UpstreamCall {
    var server = self
    // What a local server tells of itself stands beside its /v1, not below it.
    if isLocal, url.hasSuffix("/v1") { server.url.removeLast(3) }
    return server.call(
      path, method: "GET", body: [], client: HTTPFields(), forwarding: .translated, wantsStream: false)
  }
}
