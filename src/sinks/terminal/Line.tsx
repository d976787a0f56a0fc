import { Box, Text } from 'ink';
import type { ReactNode } from 'react';

/** One line, truncated at the width of the terminal. */
export function Line({ children, dim = false }: { readonly children: ReactNode; readonly dim?: boolean }) {
  return (
    <Box height={1}>
      <Text wrap="truncate-end" dimColor={dim}>
        {children}
      </Text>
    </Box>
  );
}
