import Gateway

extension Command {
  /// `ctxgw doctor`
  static let doctor = Command(
    name: "doctor",
    summary: "looks at everything the gateway needs, and says what to do about what is wrong",
    discussion: """
      The configuration, the program's own files, the store, the gateway, and each backend: whether it is reachable, its
      key is good, its models are there, their windows large enough for Claude Code and whether they take tools. With
      --probe a model of each is asked for a word, which vendors take a fraction of a cent for. Ends with status 1 if
      anything is broken.
      """,
    flags: [probe, .json, .config, .listen, .database, .data]
  ) { invocation, surroundings in
    let isForPrograms = try invocation.isSet(.json)
    let diagnosis = try await invocation.diagnosis(withProbe: try invocation.isSet(probe))
    let output =
      isForPrograms
      ? diagnosis.json + [UInt8(ascii: "\n")]
      : Array(DiagnosisPage(diagnosis: diagnosis).text(on: surroundings.canvas).utf8)
    return .verdict(output, isGood: diagnosis.isGood)
  }

  private static let probe = Flag("probe", help: "asks a model of each backend for a word")
}

extension Invocation {
  /// How things stand; that the configuration or the program's own files cannot be read is a finding like others.
  fileprivate func diagnosis(withProbe: Bool) async throws -> Diagnosis {
    do {
      return await Examination(
        try configuration(), file: try value(of: .config, .text) ?? environment.configurationFile,
        data: try dataDirectory()
      ).diagnosis(withProbe: withProbe)
    } catch let error as ConfigurationError {
      return Diagnosis(error)
    } catch let error as DataError {
      return Diagnosis(error)
    }
  }
}
