// A text with a button that copies it.
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";

export function Copyable({ name, text }: { name: string; text: string }) {
  return (
    <CopyToClipboard
      variant="inline"
      textToCopy={text}
      textToDisplay={text}
      copyButtonAriaLabel={`Copy: ${name}`}
      copySuccessText="Copied"
      copyErrorText="Not copied"
    />
  );
}
