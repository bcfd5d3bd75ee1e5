'use client'
import { SunMoon } from 'lucide-react'
import { ChoiceMenu } from '@/components/ui/choice-menu'
import { chooseTheme, themes, useTheme } from '@/components/ui/theme'

const words = { system: 'As the system', light: 'Light', dark: 'Dark' } as const

const choices = themes.map((theme) => ({ value: theme, label: words[theme] }))

export function ThemeMenu() {
  return (
    <ChoiceMenu
      label="Theme"
      trigger={<SunMoon aria-hidden />}
      choices={choices}
      value={useTheme()}
      onChange={chooseTheme}
      quiet
    />
  )
}
