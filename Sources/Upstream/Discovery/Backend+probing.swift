import Wire

extension Backend {
  /// How to find out what models it offers; nil for a vendor whose list nobody asks for.
  var probe: ServerProbe? {
    // The table sees to it that there is one where it is asked for.
    let path = kind.paths.models ?? ""
    return switch kind.listing {
    case .none: nil
    case .openAI: .openAI(path: path, isLocal: isLocal)
    // The client's login opens nothing to the gateway's own questions.
    case .anthropic: showsClientCredentials ? nil : .anthropic(path: path)
    case .gemini: .gemini(path: path)
    case .copilot: .copilot(path: path, endpoint: kind.paths.chat)
    case .llamaServer: .llamaServer
    case .lmStudio: .lmStudio
    case .ollama: .ollama
    }
  }

  /// How to find out what one of its models is like; nil where the list tells all there is.
  var modelProbe: ModelProbe? {
    switch kind.listing {
    case .ollama: .ollama
    case .none, .openAI, .anthropic, .gemini, .lmStudio, .llamaServer, .copilot: nil
    }
  }

  /// How long it may take to answer all questions of its probe: a second where it is near, five where it is not.
  var probeLimit: Duration { isLocal ? .seconds(1) : .seconds(5) }

  /// One question of its probes, with the operator's key and header fields and without anything of a client's; posted
  /// if it has a body.
  func question(_ path: String, body: [UInt8] = []) -> UpstreamCall {
    call(
      path, method: body.isEmpty ? "GET" : "POST", body: body, client: HTTPFields(), forwarding: .translated,
      wantsStream: false)
  }
}
