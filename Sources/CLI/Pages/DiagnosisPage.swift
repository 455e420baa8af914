import Gateway

/// The page of `ctxgw doctor`: a line for every finding, with its remedy below it.
struct DiagnosisPage {
  let diagnosis: Diagnosis

  /// The page.
  func text(on canvas: Canvas) -> String {
    let width = diagnosis.findings.map(\.subject.displayWidth).max() ?? 0
    let lines = diagnosis.findings.flatMap { finding in
      finding.text.split(separator: "\n").enumerated().map { place, text in
        let subject = place == 0 ? finding.subject.onOneLine : ""
        let blanks = String(repeating: " ", count: width - min(width, subject.displayWidth) + 2)
        return canvas.line(
          (mark(finding, place), style(finding)), (subject + blanks, .bold), (String(text), .plain))
      } + (finding.remedy.map { [canvas.line(("        → \($0)", .cyan))] } ?? [])
    }
    return (lines + ["", verdict]).map { $0 + "\n" }.joined()
  }

  private func mark(_ finding: Diagnosis.Finding, _ place: Int) -> String {
    guard place == 0 else { return "        " }
    switch finding.level {
    case .good: return "good    "
    case .warning: return "warning "
    case .broken: return "broken  "
    }
  }

  private func style(_ finding: Diagnosis.Finding) -> Style {
    switch finding.level {
    case .good: .green
    case .warning: .yellow
    case .broken: .red
    }
  }

  private var verdict: String {
    let broken = diagnosis.findings.count { $0.level == .broken }
    let warnings = diagnosis.findings.count { $0.level == .warning }
    if broken > 0 { return "\(Phrases.count(broken, "thing")) broken." }
    return warnings > 0
      ? "Nothing is broken; \(Phrases.count(warnings, "thing")) could be better." : "All is well."
  }
}
